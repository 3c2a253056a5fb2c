use super::tell::{misses, tell};
use crate::canned::Canned;
use crate::{Listener, LoadBalancer, TargetGroup};

fn arn(kind: &str) -> String {
    format!("arn:aws:elasticloadbalancing:us-east-1:111122223333:{kind}/app/web/50dc6c495c0c9188")
}

fn answered(canned: Canned, operation: &'static str, list: &str, members: &str) -> Canned {
    let result = format!("<{operation}Result><{list}>{members}</{list}></{operation}Result>");
    canned.xml(200, format!("<{operation}Response>{result}</{operation}Response>")).whenever(operation)
}

fn missing(code: &str) -> Canned {
    Canned::default().xml_error(400, code, "none").whenever("")
}

fn balancer(canned: Canned) -> LoadBalancer {
    canned.aws().0.elbv2().load_balancer(arn("loadbalancer"))
}

#[tokio::test]
async fn a_load_balancer_is_told_by_its_description_and_its_listeners() {
    let described = |fields: &str, listeners: &str| {
        let members = format!("<member>{fields}</member>");
        let canned = answered(Canned::default(), "DescribeLoadBalancers", "LoadBalancers", &members);
        balancer(answered(canned, "DescribeListeners", "Listeners", listeners))
    };
    let listener = "<member><Protocol>HTTPS</Protocol><Port>443</Port></member>";
    let inside = described("<State><Code>active</Code></State><Scheme>internal</Scheme>", listener);
    let outside = described("<State><Code>active_impaired</Code></State><Scheme>internet-facing</Scheme>", "");
    tell(inside.is_active(), outside.is_active(), "is active impaired").await;
    tell(balancer(missing("LoadBalancerNotFound")).is_gone(), inside.is_gone(), "is still there").await;
    tell(inside.has_listener(443, "HTTPS"), outside.has_listener(443, "HTTPS"), "has no listener").await;
    misses(inside.has_listener(80, "HTTP"), "has listeners for HTTPS 443").await;
    tell(inside.has_no_listener(80), inside.has_no_listener(443), "listens there").await;
    tell(inside.is_internal(), outside.is_internal(), "is internet-facing").await;
    let attribute = "<member><Key>deletion_protection.enabled</Key><Value>true</Value></member>";
    let protected = balancer(answered(Canned::default(), "DescribeLoadBalancerAttributes", "Attributes", attribute));
    let has = |value| protected.has_attribute("deletion_protection.enabled", value);
    tell(has("true"), has("false"), "deletion_protection.enabled is `true`").await;
    misses(protected.has_attribute("idle", "1"), "has no idle").await;
}

fn listener(canned: Canned) -> Listener {
    canned.aws().0.elbv2().listener(arn("listener"))
}

#[tokio::test]
async fn a_listener_is_told_by_its_description() {
    let described = |fields: &str, action: &str| {
        let members = format!("<member>{fields}<DefaultActions><member>{action}</member></DefaultActions></member>");
        listener(answered(Canned::default(), "DescribeListeners", "Listeners", &members))
    };
    let secure = "<Protocol>HTTPS</Protocol><SslPolicy>ELBSecurityPolicy-TLS13-1-2-2021-06</SslPolicy>";
    let secure = described(secure, "<Type>forward</Type><TargetGroupArn>arn:tg</TargetGroupArn>");
    let redirect = "<Type>redirect</Type><RedirectConfig><Protocol>HTTPS</Protocol></RedirectConfig>";
    let plain = described("<Protocol>HTTP</Protocol><SslPolicy>old</SslPolicy>", redirect);
    tell(secure.exists(), listener(missing("ListenerNotFound")).exists(), "does not exist yet").await;
    tell(listener(missing("ListenerNotFound")).is_gone(), secure.is_gone(), "is still there").await;
    tell(secure.has_protocol("HTTPS"), plain.has_protocol("HTTPS"), "speaks `HTTP`").await;
    let policy = "ELBSecurityPolicy-TLS13-1-2-2021-06";
    tell(secure.has_ssl_policy(policy), plain.has_ssl_policy(policy), "has the policy of TLS `old`").await;
    tell(plain.redirects_to_https(), secure.redirects_to_https(), "does by default: forward arn:tg").await;
    tell(secure.forwards_to("arn:tg"), plain.forwards_to("arn:tg"), "does by default: redirect HTTPS").await;
}

#[tokio::test]
async fn a_listener_is_told_by_its_certificates_and_its_rules() {
    let serving =
        |members: &str| listener(answered(Canned::default(), "DescribeListenerCertificates", "Certificates", members));
    let one = serving("<member><CertificateArn>arn:cert</CertificateArn></member>");
    tell(one.has_certificate("arn:cert"), serving("").has_certificate("arn:cert"), "serves no certificate").await;
    misses(one.has_certificate("arn:other"), "serves arn:cert").await;
    let condition = "<member><Field>path-pattern</Field><Values><member>/api/*</member></Values></member>";
    let action = "<member><Type>forward</Type><TargetGroupArn>arn:api</TargetGroupArn></member>";
    let rule = format!("<member><Conditions>{condition}</Conditions><Actions>{action}</Actions></member>");
    let ruled = listener(answered(Canned::default(), "DescribeRules", "Rules", &rule));
    let has = |value, to| ruled.has_rule("path-pattern", value, to);
    tell(has("/api/*", "arn:api"), has("/api/*", "arn:web"), "does there: forward arn:api").await;
    misses(has("/", "arn:api"), "has no rule for path-pattern `/`").await;
}

fn group(canned: Canned) -> TargetGroup {
    canned.aws().0.elbv2().target_group(arn("targetgroup"))
}

#[tokio::test]
async fn a_target_group_is_told_by_the_health_of_its_targets() {
    let described = |path: &str| {
        let members = format!("<member><HealthCheckPath>{path}</HealthCheckPath></member>");
        group(answered(Canned::default(), "DescribeTargetGroups", "TargetGroups", &members))
    };
    let (web, absent) = (described("/health"), group(missing("TargetGroupNotFound")));
    tell(web.exists(), absent.exists(), "does not exist yet").await;
    tell(absent.is_gone(), web.is_gone(), "is still there").await;
    tell(web.has_health_check("/health"), described("/").has_health_check("/health"), "asks at `/`").await;
    let targets = |states: &[&str]| {
        let member = |state: &&str| {
            format!("<member><Target><Id>i-1</Id></Target><TargetHealth><State>{state}</State></TargetHealth></member>")
        };
        let members: String = states.iter().map(member).collect();
        group(answered(Canned::default(), "DescribeTargetHealth", "TargetHealthDescriptions", &members))
    };
    let (well, ill) = (targets(&["healthy"]), targets(&["initial"]));
    tell(well.has_healthy_targets(1), ill.has_healthy_targets(1), "has 0 healthy targets; `i-1` is initial").await;
    tell(well.is_healthy(), ill.is_healthy(), "`i-1` is initial").await;
    misses(targets(&[]).is_healthy(), "has no targets").await;
}
