"""Corrects moto where it leaves something behind that AWS removes. Each repair is applied when its service is first used."""


def ec2():
    from moto.ec2.models import EC2Backend

    create = EC2Backend.create_network_interface
    delete = EC2Backend.delete_nat_gateway

    def create_network_interface(self, *arguments, **options):
        interface = create(self, *arguments, **options)
        # AWS deletes the first interface of an instance with it, unless told otherwise:
        # https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-initiated-shutdown-behavior.html
        if options.get("device_index") == 0:
            interface.delete_on_termination = True
        return interface

    def delete_nat_gateway(self, *arguments, **options):
        gateway = delete(self, *arguments, **options)
        self.enis.pop(gateway._eni.id, None)
        return gateway

    EC2Backend.create_network_interface = create_network_interface
    EC2Backend.delete_nat_gateway = delete_nat_gateway


WAITING = {"ec2": ec2}


def apply(service):
    """Applies the repair of a service, once."""
    repair = WAITING.pop(service, None)
    if repair is not None:
        repair()
