use aws_sdk_autoscaling::Client;

use crate::account::{holds, in_account, misses};

#[tokio::test]
async fn a_group_has_its_instances_in_service_and_scales() {
    in_account(|aws| async move {
        let config = aws.config().await.unwrap();
        let image = holds(aws.ec2().images().owned_by("amazon").newest()).await.image_id.unwrap();
        let client = Client::new(&config);
        let call = client.create_launch_configuration().launch_configuration_name("web").image_id(image);
        call.instance_type("t3.micro").send().await.unwrap();
        let web = aws.autoscaling().group("web");
        assert_eq!(misses(web.has_in_service(2)).await, "does not exist yet");
        let call = client.create_auto_scaling_group().auto_scaling_group_name("web").min_size(1).max_size(4);
        let call = call.launch_configuration_name("web").desired_capacity(2);
        call.availability_zones("us-east-1a").availability_zones("us-east-1b").send().await.unwrap();
        assert_eq!(holds(web.has_in_service(2)).await.len(), 2);
        // The emulator puts every instance into the first zone.
        let reason = misses(web.has_in_service_across(2, 2)).await;
        assert_eq!(reason, "has 2 in service in 1 zone, and 0 instances out of it");
        holds(web.has_capacity(1, 2, 4)).await;
        web.scale_to(3).await.unwrap();
        let ids = holds(web.has_in_service(3)).await;
        holds(aws.ec2().instance(&ids[0]).is_running()).await;
        assert_eq!(misses(web.has_policy("cpu")).await, "has no scaling policy");
        client.delete_auto_scaling_group().auto_scaling_group_name("web").force_delete(true).send().await.unwrap();
        holds(web.is_gone()).await;
    })
    .await;
}
