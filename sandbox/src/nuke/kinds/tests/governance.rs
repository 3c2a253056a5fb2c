use serde_json::json;

use super::{deleted, names, only};
use crate::nuke::api::services::{CLOUDFRONT, CONFIG, EC2, ELBV2, GUARDDUTY, IAM, ROUTE53, ROUTE53_RESOLVER, WAFV2};
use crate::nuke::api::{Class, Rest};
use crate::nuke::emulated;
use crate::nuke::kinds::find;
use crate::nuke::model::{GLOBAL, Reference, Use};

#[tokio::test]
async fn a_recorder_goes_before_its_channel_and_names_its_role() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        let role = "arn:aws:iam::123456789012:role/config";
        let group = json!({ "allSupported": true, "includeGlobalResourceTypes": false });
        let recorder =
            json!({ "ConfigurationRecorder": { "name": "default", "roleARN": role, "recordingGroup": group } });
        api.call(&CONFIG, "PutConfigurationRecorder", recorder).await.unwrap();
        let channel = json!({ "DeliveryChannel": { "name": "to-bucket", "s3BucketName": "configs" } });
        api.call(&CONFIG, "PutDeliveryChannel", channel).await.unwrap();
        let recorder = only(&api, "config-recorder").await;
        let channel = Reference::new("config-delivery-channel", "eu-west-1", "to-bucket");
        assert!(recorder.uses.contains(&Use::of(channel)) && names(&recorder, role), "{recorder:#?}");
        deleted(&api, &recorder).await;
        let channel = only(&api, "config-delivery-channel").await;
        assert!(names(&channel, "configs"), "{channel:#?}");
        deleted(&api, &channel).await;
    })
    .await;
}

#[tokio::test]
async fn rules_of_config_live_and_die() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        let source = json!({ "Owner": "AWS", "SourceIdentifier": "S3_BUCKET_VERSIONING_ENABLED" });
        let rule = json!({ "ConfigRule": { "ConfigRuleName": "versioned", "Source": source }, "Tags": [{ "Key": "team", "Value": "x" }] });
        api.call(&CONFIG, "PutConfigRule", rule).await.unwrap();
        let rule = only(&api, "config-rule").await;
        assert!(rule.tags.get("team") == Some("x") && rule.identity.is_some(), "{rule:?}");
        deleted(&api, &rule).await;
    })
    .await;
}

#[tokio::test]
async fn detectors_live_and_die() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        let detector = json!({ "enable": true, "tags": { "team": "x" } }).to_string();
        let detector = Rest::new(http::Method::POST, "/detector").body(detector);
        api.rest(&GUARDDUTY, "CreateDetector", detector).await.unwrap();
        let detector = only(&api, "guardduty-detector").await;
        assert_eq!((detector.tags.get("team"), detector.created.is_some()), (Some("x"), true));
        deleted(&api, &detector).await;
    })
    .await;
}

#[tokio::test]
async fn access_lists_of_a_region_and_of_distributions_live_and_die() {
    emulated::account(async |account| {
        for (region, scope) in [("eu-west-1", "REGIONAL"), ("us-east-1", "CLOUDFRONT")] {
            let api = account.api(region);
            let seen = json!({ "SampledRequestsEnabled": false, "CloudWatchMetricsEnabled": false, "MetricName": "m" });
            let list = json!({
                "Name": "guard", "Scope": scope, "DefaultAction": { "Allow": {} }, "VisibilityConfig": seen, "Rules": [],
                "Tags": [{ "Key": "team", "Value": "x" }],
            });
            api.call(&WAFV2, "CreateWebACL", list).await.unwrap();
            let list = only(&api, "wafv2-web-acl").await;
            assert_eq!((list.shown_name(), list.tags.get("team")), ("guard", Some("x")), "{list:?}");
            deleted(&api, &list).await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_load_balancer_names_the_access_list_before_it() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        let seen = json!({ "SampledRequestsEnabled": false, "CloudWatchMetricsEnabled": false, "MetricName": "m" });
        let list = json!({
            "Name": "guard", "Scope": "REGIONAL", "DefaultAction": { "Allow": {} }, "VisibilityConfig": seen, "Rules": [],
        });
        let list = api.call(&WAFV2, "CreateWebACL", list).await.unwrap();
        let list = list.text("Summary/ARN").unwrap();
        let subnets = api.call(&EC2, "DescribeSubnets", json!({})).await.unwrap();
        let subnets = subnets.list("subnetSet");
        let subnets: Vec<&str> = subnets.iter().filter_map(|subnet| subnet.text("subnetId")).collect();
        let made = api.call(&ELBV2, "CreateLoadBalancer", json!({ "Name": "web", "Subnets": subnets })).await.unwrap();
        let balancer = made.list("LoadBalancers")[0].text("LoadBalancerArn").unwrap();
        let behind = json!({ "WebACLArn": list, "ResourceArn": balancer });
        api.call(&WAFV2, "AssociateWebACL", behind).await.unwrap();
        assert!(names(&only(&api, "elbv2-load-balancer").await, list));
    })
    .await;
}

#[tokio::test]
async fn saml_providers_live_and_die() {
    emulated::account(async |account| {
        let api = account.api(GLOBAL);
        let provider = json!({
            "Name": "corp", "SAMLMetadataDocument": "x".repeat(1024), "Tags": [{ "Key": "team", "Value": "x" }],
        });
        api.call(&IAM, "CreateSAMLProvider", provider).await.unwrap();
        let provider = only(&api, "iam-saml-provider").await;
        assert_eq!((provider.shown_name(), provider.created.is_some()), ("corp", true));
        deleted(&api, &provider).await;
    })
    .await;
}

#[tokio::test]
async fn health_checks_live_and_die() {
    emulated::account(async |account| {
        let api = account.api(GLOBAL);
        let check = "<CreateHealthCheckRequest xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\"><CallerReference>1</CallerReference><HealthCheckConfig><IPAddress>203.0.113.9</IPAddress><Port>80</Port><Type>HTTP</Type><ResourcePath>/</ResourcePath></HealthCheckConfig></CreateHealthCheckRequest>";
        let check = Rest::new(http::Method::POST, "/2013-04-01/healthcheck").body(check);
        api.rest(&ROUTE53, "CreateHealthCheck", check).await.unwrap();
        let check = only(&api, "route53-health-check").await;
        assert!(check.identity.is_some(), "{check:?}");
        deleted(&api, &check).await;
    })
    .await;
}

#[tokio::test]
async fn resolver_endpoints_use_their_networks_and_go() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        let subnets = api.call(&EC2, "DescribeSubnets", json!({})).await.unwrap();
        let subnets = subnets.list("subnetSet");
        let ids: Vec<&str> = subnets.iter().filter_map(|subnet| subnet.text("subnetId")).take(2).collect();
        let groups = api.call(&EC2, "DescribeSecurityGroups", json!({})).await.unwrap();
        let group = groups.list("securityGroupInfo")[0].text("groupId").unwrap().to_owned();
        let addresses: Vec<_> = ids.iter().map(|id| json!({ "SubnetId": id })).collect();
        let endpoint = json!({
            "CreatorRequestId": "1", "Name": "in", "Direction": "INBOUND", "SecurityGroupIds": [group],
            "IpAddresses": addresses, "Tags": [{ "Key": "team", "Value": "x" }],
        });
        api.call(&ROUTE53_RESOLVER, "CreateResolverEndpoint", endpoint).await.unwrap();
        let endpoint = only(&api, "route53resolver-endpoint").await;
        assert_eq!((endpoint.tags.get("team"), endpoint.created.is_some()), (Some("x"), true), "{endpoint:?}");
        for id in [ids[0], ids[1], &group] {
            assert!(endpoint.uses.iter().any(|used| used.of.id == id), "{id}: {:?}", endpoint.uses);
        }
        deleted(&api, &endpoint).await;
    })
    .await;
}

#[tokio::test]
async fn a_distribution_is_switched_off_before_it_goes_and_names_what_it_fetches_from() {
    emulated::account(async |account| {
        let api = account.api(GLOBAL);
        let certificate = "arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d-0000-0000-0000-0123456789ab";
        let origin = "<Origin><Id>site</Id><DomainName>pages.s3.eu-west-1.amazonaws.com</DomainName><S3OriginConfig><OriginAccessIdentity></OriginAccessIdentity></S3OriginConfig></Origin>";
        let configuration = format!(
            "<DistributionConfig><CallerReference>1</CallerReference><Origins><Quantity>1</Quantity><Items>{origin}</Items></Origins><DefaultCacheBehavior><TargetOriginId>site</TargetOriginId><ViewerProtocolPolicy>allow-all</ViewerProtocolPolicy></DefaultCacheBehavior><Comment>a &lt; b</Comment><ViewerCertificate><ACMCertificateArn>{certificate}</ACMCertificateArn><SSLSupportMethod>sni-only</SSLSupportMethod></ViewerCertificate><Enabled>true</Enabled></DistributionConfig>"
        );
        let tags = "<Tags><Items><Tag><Key>team</Key><Value>x</Value></Tag></Items></Tags>";
        let body = format!("<DistributionConfigWithTags xmlns=\"http://cloudfront.amazonaws.com/doc/2020-05-31/\">{configuration}{tags}</DistributionConfigWithTags>");
        let made = Rest::new(http::Method::POST, "/2020-05-31/distribution").query("WithTags", "").body(body);
        api.rest(&CLOUDFRONT, "CreateDistributionWithTags", made).await.unwrap();
        let distribution = only(&api, "cloudfront-distribution").await;
        assert_eq!(distribution.tags.get("team"), Some("x"), "{distribution:?}");
        assert!(names(&distribution, "pages") && names(&distribution, certificate), "{distribution:#?}");
        let outcome = find("cloudfront-distribution").unwrap().delete(&api, &[distribution]).await.remove(0);
        assert_eq!(outcome.unwrap_err().class, Class::Dependency, "it is switched off, and the engine comes back");
        deleted(&api, &only(&api, "cloudfront-distribution").await).await;
    })
    .await;
}
