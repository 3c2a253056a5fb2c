use aws_sdk_elasticloadbalancingv2::Client;
use aws_sdk_elasticloadbalancingv2::types::{
    Action, ActionTypeEnum, ProtocolEnum, RedirectActionConfig, RedirectActionStatusCodeEnum, RuleCondition,
    TargetDescription,
};

use crate::account::{holds, in_account, misses};

#[tokio::test]
async fn a_load_balancer_listens_redirects_and_knows_its_targets() {
    in_account(|aws| async move {
        let config = aws.config().await.unwrap();
        let subnets = aws_sdk_ec2::Client::new(&config).describe_subnets().send().await.unwrap().subnets.unwrap();
        let client = Client::new(&config);
        let call = client.create_load_balancer().name("web");
        let ids = subnets.iter().take(2).filter_map(|subnet| subnet.subnet_id.clone()).collect();
        let made = call.set_subnets(Some(ids)).send().await.unwrap().load_balancers.unwrap();
        let arn = made[0].load_balancer_arn.clone().unwrap();
        let web = aws.elbv2().load_balancer(&arn);
        holds(web.is_active()).await;
        assert_eq!(misses(web.is_internal()).await, "is internet-facing");
        assert_eq!(misses(web.has_listener(80, "HTTP")).await, "has no listener");

        let vpc = subnets[0].vpc_id.clone().unwrap();
        let call = client.create_target_group().name("web").protocol(ProtocolEnum::Http).port(80).vpc_id(vpc);
        let group = call.health_check_path("/health").send().await.unwrap().target_groups.unwrap();
        let group_arn = group[0].target_group_arn.clone().unwrap();
        let group = aws.elbv2().target_group(&group_arn);
        holds(group.has_health_check("/health")).await;
        assert_eq!(misses(group.has_healthy_targets(1)).await, "has 0 healthy targets");
        let image = holds(aws.ec2().images().owned_by("amazon").newest()).await.image_id.unwrap();
        let call = aws_sdk_ec2::Client::new(&config).run_instances().image_id(image).min_count(1).max_count(1);
        let instance = call.send().await.unwrap().instances.unwrap()[0].instance_id.clone().unwrap();
        let target = TargetDescription::builder().id(&instance).build();
        client.register_targets().target_group_arn(&group_arn).targets(target).send().await.unwrap();
        assert_eq!(holds(group.has_healthy_targets(1)).await, [instance]);

        let secure = RedirectActionConfig::builder().protocol("HTTPS").port("443");
        let secure = secure.status_code(RedirectActionStatusCodeEnum::Http301).build();
        let redirect = Action::builder().r#type(ActionTypeEnum::Redirect).redirect_config(secure).build();
        let call = client.create_listener().load_balancer_arn(&arn).protocol(ProtocolEnum::Http).port(80);
        let made = call.default_actions(redirect).send().await.unwrap().listeners.unwrap();
        let listener_arn = made[0].listener_arn.clone().unwrap();
        holds(web.has_listener(80, "HTTP")).await;
        let listener = aws.elbv2().listener(&listener_arn);
        holds(listener.redirects_to_https()).await;
        let forward = Action::builder().r#type(ActionTypeEnum::Forward).target_group_arn(&group_arn).build();
        let condition = RuleCondition::builder().field("path-pattern").values("/api/*").build();
        let call = client.create_rule().listener_arn(&listener_arn).priority(1).conditions(condition);
        call.actions(forward).send().await.unwrap();
        holds(listener.has_rule("path-pattern", "/api/*", &group_arn)).await;
        let reason = misses(listener.has_rule("path-pattern", "/other", &group_arn)).await;
        assert_eq!(reason, "has no rule for path-pattern `/other`");
    })
    .await;
}
