//! Machines, networks, containers, functions.

use terraproof::{Scope, json};

use crate::compiles;

fn instances_volumes_and_images(t: &Scope) {
    let instance = t.aws().ec2().instance("i-0123456789abcdef0");
    let volume = t.aws().ec2().volume("vol-0123456789abcdef0");
    let image = t.aws().ec2().image("ami-0123456789abcdef0");
    let images = t.aws().ec2().images().owned_by("self").filter("name", "web-*");
    compiles(&instance.is_running());
    compiles(&instance.is_stopped());
    compiles(&instance.is_status_ok());
    compiles(&instance.console_contains("cloud-init finished"));
    compiles(&instance.has_public_ip());
    compiles(&instance.has_no_public_ip());
    compiles(&instance.has_type("t3.micro"));
    compiles(&instance.has_image("ami-0123456789abcdef0"));
    compiles(&instance.is_in_subnet("subnet-0123456789abcdef0"));
    compiles(&instance.has_security_group("sg-0123456789abcdef0"));
    compiles(&instance.has_instance_profile("arn:aws:iam::111122223333:instance-profile/web"));
    compiles(&instance.requires_imdsv2());
    compiles(&instance.has_encrypted_volumes());
    compiles(&volume.is_encrypted());
    compiles(&volume.is_encrypted_with("arn:aws:kms:us-east-1:111122223333:key/k-1"));
    compiles(&volume.is_available());
    compiles(&volume.is_attached_to("i-0123456789abcdef0"));
    compiles(&volume.has_size(20));
    compiles(&image.is_available());
    compiles(&image.is_private());
    compiles(&image.is_encrypted());
    compiles(&images.newest());
    compiles(&images.are_gone());
}

fn networks(t: &Scope) {
    let vpc = t.aws().ec2().vpc("vpc-0123456789abcdef0");
    let subnet = t.aws().ec2().subnet("subnet-0123456789abcdef0");
    let table = t.aws().ec2().route_table("rtb-0123456789abcdef0");
    let group = t.aws().ec2().security_group("sg-0123456789abcdef0");
    let gateway = t.aws().ec2().nat_gateway("nat-0123456789abcdef0");
    let address = t.aws().ec2().address("eipalloc-0123456789abcdef0");
    compiles(&subnet.is_public());
    compiles(&subnet.is_private());
    compiles(&subnet.has_route("0.0.0.0/0", "nat-0123456789abcdef0"));
    compiles(&table.has_route("0.0.0.0/0", "igw-1"));
    compiles(&table.is_associated_with("subnet-0123456789abcdef0"));
    compiles(&subnet.maps_public_ips());
    compiles(&subnet.maps_no_public_ips());
    compiles(&subnet.is_available());
    compiles(&subnet.is_in_vpc("vpc-0123456789abcdef0"));
    compiles(&subnet.is_in_zone("us-east-1a"));
    compiles(&subnet.has_cidr("10.0.1.0/24"));
    compiles(&subnet.has_free_addresses(100));
    compiles(&vpc.is_available());
    compiles(&vpc.has_cidr("10.0.0.0/16"));
    compiles(&vpc.has_subnets(6));
    compiles(&vpc.has_subnets_in(3));
    compiles(&vpc.has_internet_gateway());
    compiles(&vpc.has_flow_log());
    compiles(&vpc.has_closed_default_group());
    compiles(&vpc.has_dns_support());
    compiles(&vpc.has_dns_hostnames());
    compiles(&vpc.is_default());
    compiles(&group.allows("tcp", 443, "0.0.0.0/0"));
    compiles(&group.does_not_allow("tcp", 22, "10.0.0.0/8"));
    compiles(&group.allows_to("tcp", 443, "0.0.0.0/0"));
    compiles(&group.does_not_allow_to("tcp", 25, "0.0.0.0/0"));
    compiles(&group.is_closed_to_the_internet("tcp", 22));
    compiles(&group.allows_nothing());
    compiles(&group.is_in_vpc("vpc-0123456789abcdef0"));
    compiles(&gateway.is_available());
    compiles(&gateway.is_in_subnet("subnet-0123456789abcdef0"));
    compiles(&gateway.has_address("eipalloc-0123456789abcdef0"));
    compiles(&address.is_associated());
    compiles(&address.is_associated_with("i-0123456789abcdef0"));
}

fn load_balancers(t: &Scope) {
    let balancer =
        t.aws().elbv2().load_balancer("arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/web/1");
    let listener = t.aws().elbv2().listener("arn:aws:elasticloadbalancing:us-east-1:111122223333:listener/app/web/1/2");
    let targets = t.aws().elbv2().target_group("arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/web/3");
    let group = t.aws().autoscaling().group("web");
    compiles(&balancer.is_active());
    compiles(&balancer.is_internal());
    compiles(&balancer.has_listener(443, "HTTPS"));
    compiles(&balancer.has_no_listener(80));
    compiles(&balancer.has_attribute("deletion_protection.enabled", "true"));
    compiles(&listener.has_protocol("HTTPS"));
    compiles(&listener.has_ssl_policy("ELBSecurityPolicy-TLS13-1-2-2021-06"));
    compiles(&listener.has_certificate("arn:aws:acm:us-east-1:111122223333:certificate/c"));
    compiles(&listener.forwards_to("arn:tg"));
    compiles(&listener.redirects_to_https());
    compiles(&listener.has_rule("path-pattern", "/api/*", "arn:tg"));
    compiles(&targets.is_healthy());
    compiles(&targets.has_healthy_targets(2));
    compiles(&targets.has_health_check("/health"));
    compiles(&group.has_in_service(3));
    compiles(&group.has_in_service_across(3, 3));
    compiles(&group.has_capacity(1, 3, 6));
    compiles(&group.is_behind("arn:tg"));
    compiles(&group.has_policy("cpu"));
    compiles(&group.tracks("ASGAverageCPUUtilization", 60.0));
    compiles(&group.is_refreshed());
}

fn containers(t: &Scope) {
    let cluster = t.aws().ecs().cluster("production");
    let service = cluster.service("orders");
    let definition = t.aws().ecs().task_definition("orders:7");
    let repository = t.aws().ecr().repository("orders");
    compiles(&service.is_stable());
    compiles(&service.is_stable_with(3));
    compiles(&service.has_finished_deployment());
    compiles(&service.runs("orders:7"));
    compiles(&cluster.is_active());
    compiles(&cluster.has_setting("containerInsights", "enabled"));
    compiles(&definition.is_active());
    compiles(&definition.has_container("app", "orders:v7"));
    compiles(&definition.has_task_role("arn:aws:iam::111122223333:role/orders"));
    compiles(&repository.has_image("v7"));
    compiles(&repository.scans_on_push());
    compiles(&repository.has_immutable_tags());
    compiles(&repository.has_lifecycle_policy());
    compiles(&repository.is_private());
    compiles(&repository.is_encrypted_with("arn:aws:kms:us-east-1:111122223333:key/k-1"));
}

fn functions(t: &Scope) {
    let function = t.aws().lambda().function("orders");
    let invocation = function.invoke(json!({"id": 7}));
    compiles(&function.is_active());
    compiles(&invocation.succeeds());
    compiles(&invocation.returns(json!({"ok": true})));
    compiles(&invocation.fails_with("ValidationError"));
    compiles(&function.has_runtime("python3.13"));
    compiles(&function.runs_as("arn:aws:iam::111122223333:role/orders"));
    compiles(&function.is_traced());
    compiles(&function.has_environment("TABLE", "orders"));
}

fn on_a_machine(t: &Scope) {
    let machine = t.aws().ssm().instance("i-0123456789abcdef0");
    let command = machine.command("systemctl is-active nginx");
    compiles(&machine.is_managed());
    compiles(&command.succeeds());
    compiles(&command.prints("active"));
}
