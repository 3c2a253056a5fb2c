"""Corrects moto where it leaves something behind that AWS removes, or answers what no SDK understands. Each repair is applied when its service is first used."""


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


def elasticache():
    from moto.elasticache.models import ElastiCacheBackend

    delete = ElastiCacheBackend.delete_cache_cluster

    def delete_cache_cluster(self, cache_cluster_id):
        cluster = delete(self, cache_cluster_id)
        self.cache_clusters.pop(cache_cluster_id, None)
        return cluster

    ElastiCacheBackend.delete_cache_cluster = delete_cache_cluster


def iam():
    from moto.iam.models import ManagedPolicy

    def permissions_boundary_usage_count(self):
        # https://docs.aws.amazon.com/IAM/latest/APIReference/API_Policy.html
        roles = self.backend.roles.values()
        return sum(role.permissions_boundary_arn == self.arn for role in roles)

    ManagedPolicy.permissions_boundary_usage_count = property(permissions_boundary_usage_count)


def kms():
    from moto.kms.models import KmsBackend

    create = KmsBackend.create_alias

    def create_alias(self, target_key_id, alias_name):
        alias = create(self, target_key_id, alias_name)
        # The key that a service makes when it first needs one is managed by AWS:
        # https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html
        if alias_name.startswith("alias/aws/"):
            self.keys[self.get_key_id(target_key_id)].key_manager = "AWS"
        return alias

    KmsBackend.create_alias = create_alias


def s3():
    from moto.core.serialize import S3Serializer

    # The names of the answers' roots, without which an SDK that checks them understands nothing:
    # https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketVersioning.html and its neighbours.
    roots = {
        "GetBucketVersioning": "VersioningConfiguration",
        "GetBucketAccelerateConfiguration": "AccelerateConfiguration",
        "ListParts": "ListPartsResult",
    }
    serialize = S3Serializer._serialized_result_to_response

    def serialized(self, resp, result, shape, shape_members, *rest):
        root = roots.get(self.operation_model.name)
        if root is not None and shape is not None:
            shape.serialization.setdefault("resultWrapper", root)
        return serialize(self, resp, result, shape, shape_members, *rest)

    S3Serializer._serialized_result_to_response = serialized


WAITING = {"ec2": ec2, "elasticache": elasticache, "iam": iam, "kms": kms, "s3": s3}


def apply(service):
    """Applies the repair of a service, once."""
    repair = WAITING.pop(service, None)
    if repair is not None:
        repair()
