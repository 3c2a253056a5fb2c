use aws_sdk_ec2::Client;
use aws_sdk_ec2::types::{DomainType, IpPermission, IpRange, ResourceType, Tag, TagSpecification, VolumeType};
use terraproof_aws::{Aws, ErrorKind};

use crate::account::{holds, in_account, misses};

async fn vpc(client: &Client) -> String {
    client.create_vpc().cidr_block("10.0.0.0/16").send().await.unwrap().vpc.unwrap().vpc_id.unwrap()
}

async fn subnet(client: &Client, vpc: &str, cidr: &str) -> String {
    let call = client.create_subnet().vpc_id(vpc).cidr_block(cidr).availability_zone("us-east-1a");
    call.send().await.unwrap().subnet.unwrap().subnet_id.unwrap()
}

#[tokio::test]
async fn a_subnet_is_public_or_private_by_its_routes() {
    in_account(|aws| async move {
        let client = Client::new(&aws.config().await.unwrap());
        let vpc = vpc(&client).await;
        let network = aws.ec2().vpc(&vpc);
        holds(network.is_available()).await;
        holds(network.has_cidr("10.0.0.0/16")).await;
        assert_eq!(misses(network.has_internet_gateway()).await, "has no internet gateway");
        let (public, private) =
            (subnet(&client, &vpc, "10.0.1.0/24").await, subnet(&client, &vpc, "10.0.2.0/24").await);
        holds(network.has_subnets(2)).await;
        assert_eq!(misses(network.has_subnets_in(2)).await, "has subnets in 1 zone: us-east-1a");

        let gateway = client.create_internet_gateway().send().await.unwrap().internet_gateway.unwrap();
        let gateway = gateway.internet_gateway_id.unwrap();
        client.attach_internet_gateway().vpc_id(&vpc).internet_gateway_id(&gateway).send().await.unwrap();
        holds(network.has_internet_gateway()).await;
        let table = client.create_route_table().vpc_id(&vpc).send().await.unwrap().route_table.unwrap();
        let table = table.route_table_id.unwrap();
        let route = client.create_route().route_table_id(&table).destination_cidr_block("0.0.0.0/0");
        route.gateway_id(&gateway).send().await.unwrap();
        holds(aws.ec2().subnet(&public).is_private()).await;
        client.associate_route_table().route_table_id(&table).subnet_id(&public).send().await.unwrap();
        holds(aws.ec2().subnet(&public).is_public()).await;
        holds(aws.ec2().subnet(&private).is_private()).await;
        holds(aws.ec2().route_table(&table).has_route("0.0.0.0/0", &gateway)).await;
        holds(aws.ec2().route_table(&table).is_associated_with(&public)).await;
        let sent = format!("its route table `{table}` sends 0.0.0.0/0 to `{gateway}`");
        assert_eq!(misses(aws.ec2().subnet(&public).is_private()).await, sent);
        nat_gateway(&aws, &client, &public).await;
    })
    .await;
}

async fn nat_gateway(aws: &Aws, client: &Client, subnet: &str) {
    let made = client.allocate_address().domain(DomainType::Vpc).send().await.unwrap();
    let allocation = made.allocation_id.unwrap();
    let address = aws.ec2().address(&allocation);
    assert_eq!(holds(address.exists()).await, made.public_ip.unwrap());
    let call = client.create_nat_gateway().subnet_id(subnet).allocation_id(&allocation);
    let id = call.send().await.unwrap().nat_gateway.unwrap().nat_gateway_id.unwrap();
    let gateway = aws.ec2().nat_gateway(&id);
    holds(gateway.is_available()).await;
    holds(gateway.is_in_subnet(subnet)).await;
    holds(gateway.has_address(&allocation)).await;
}

#[tokio::test]
async fn an_instance_runs_and_is_gone_once_it_is_terminated() {
    in_account(|aws| async move {
        let client = Client::new(&aws.config().await.unwrap());
        let image = holds(aws.ec2().images().owned_by("amazon").newest()).await.image_id.unwrap();
        holds(aws.ec2().image(&image).is_available()).await;
        let tag = Tag::builder().key("Team").value("core").build();
        let tags = TagSpecification::builder().resource_type(ResourceType::Instance).tags(tag).build();
        let call = client.run_instances().image_id(&image).min_count(1).max_count(1).tag_specifications(tags);
        let id = call.send().await.unwrap().instances.unwrap()[0].instance_id.clone().unwrap();
        let web = aws.ec2().instance(&id);
        holds(web.is_running()).await;
        holds(web.is_status_ok()).await;
        holds(web.console_contains("Linux version")).await;
        holds(web.has_tag("Team", "core")).await;
        assert_eq!(misses(web.has_tag("Team", "other")).await, "Team is `core`");
        assert_eq!(misses(web.is_stopped()).await, "is running");
        holds(web.has_image(&image)).await;
        client.terminate_instances().instance_ids(&id).send().await.unwrap();
        holds(web.is_gone()).await;
        assert_eq!(web.is_running().look().await.unwrap_err().kind(), &ErrorKind::Gone);
        assert_eq!(misses(aws.ec2().instance("i-0123456789abcdef0").is_running()).await, "does not exist yet");
    })
    .await;
}

#[tokio::test]
async fn an_open_group_and_a_plain_volume_are_seen() {
    in_account(|aws| async move {
        let client = Client::new(&aws.config().await.unwrap());
        let vpc = vpc(&client).await;
        let call = client.create_security_group().group_name("web").description("web").vpc_id(&vpc);
        let id = call.send().await.unwrap().group_id.unwrap();
        let group = aws.ec2().security_group(&id);
        holds(group.is_closed_to_the_internet("tcp", 22)).await;
        holds(group.allows_to("tcp", 443, "0.0.0.0/0")).await;
        let everybody = IpRange::builder().cidr_ip("0.0.0.0/0").build();
        let rule = IpPermission::builder().ip_protocol("tcp").from_port(20).to_port(25).ip_ranges(everybody).build();
        client.authorize_security_group_ingress().group_id(&id).ip_permissions(rule).send().await.unwrap();
        holds(group.allows("tcp", 22, "0.0.0.0/0")).await;
        holds(group.does_not_allow("tcp", 443, "0.0.0.0/0")).await;
        assert_eq!(misses(group.is_closed_to_the_internet("tcp", 22)).await, "allows it from 0.0.0.0/0");
        assert_eq!(misses(group.allows("udp", 22, "10.0.0.1")).await, "allows tcp 20-25 (0.0.0.0/0)");

        let call = client.create_volume().availability_zone("us-east-1a").size(1).volume_type(VolumeType::Gp3);
        let plain = call.clone().send().await.unwrap().volume_id.unwrap();
        let encrypted = call.encrypted(true).send().await.unwrap().volume_id.unwrap();
        assert_eq!(misses(aws.ec2().volume(&plain).is_encrypted()).await, "is not encrypted");
        holds(aws.ec2().volume(&encrypted).is_encrypted()).await;
        client.delete_volume().volume_id(&plain).send().await.unwrap();
        holds(aws.ec2().volume(&plain).is_gone()).await;
    })
    .await;
}
