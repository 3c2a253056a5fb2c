use super::tell::{misses, tell};
use crate::canned::Canned;
use crate::{ManagedPolicy, Role};

const ADMIN: &str = r#"{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;
const READER: &str = r#"{"Statement":{"Effect":"Allow","Action":"s3:Get*","Resource":"*"}}"#;

fn answered(canned: Canned, operation: &str, mark: &'static str, result: &str) -> Canned {
    let result = format!("<{operation}Result>{result}</{operation}Result>");
    canned.xml(200, format!("<{operation}Response>{result}</{operation}Response>")).whenever(mark)
}

fn described(service: &str) -> Canned {
    let trust = format!(
        r#"{{"Statement":[{{"Effect":"Allow","Principal":{{"Service":{service}}},"Action":"sts:AssumeRole"}}]}}"#
    );
    let names = "<Path>/</Path><RoleName>worker</RoleName><RoleId>A</RoleId><Arn>arn:role</Arn>";
    let rest =
        "<CreateDate>2024-01-01T00:00:00Z</CreateDate><Tags><member><Key>owner</Key><Value>us</Value></member></Tags>";
    let trust = format!("<AssumeRolePolicyDocument>{trust}</AssumeRolePolicyDocument>");
    answered(Canned::default(), "GetRole", "Action=GetRole&", &format!("<Role>{names}{rest}{trust}</Role>"))
}

fn role(canned: Canned) -> Role {
    canned.aws().0.iam().role("worker")
}

fn absent() -> Canned {
    Canned::default().xml_error(404, "NoSuchEntity", "none").whenever("")
}

/// Gives a role one inline policy and one managed policy.
fn with_policies(inline: &str, managed: &str) -> Role {
    let names = "<PolicyNames><member>own</member></PolicyNames><IsTruncated>false</IsTruncated>";
    let canned = answered(described(r#""ec2.amazonaws.com""#), "ListRolePolicies", "Action=ListRolePolicies", names);
    let document = "<RoleName>worker</RoleName><PolicyName>own</PolicyName>";
    let document = format!("{document}<PolicyDocument>{inline}</PolicyDocument>");
    let canned = answered(canned, "GetRolePolicy", "PolicyName=own", &document);
    let attached = "<member><PolicyName>shared</PolicyName><PolicyArn>arn:aws:iam::111122223333:policy/shared</PolicyArn></member>";
    let attached = format!("<AttachedPolicies>{attached}</AttachedPolicies><IsTruncated>false</IsTruncated>");
    let canned = answered(canned, "ListAttachedRolePolicies", "ListAttachedRolePolicies", &attached);
    role(policies(canned, managed, 1))
}

fn policies(canned: Canned, document: &str, attachments: u8) -> Canned {
    let version = format!("<PolicyVersion><Document>{document}</Document></PolicyVersion>");
    let canned = answered(canned, "GetPolicyVersion", "Action=GetPolicyVersion", &version);
    let policy = format!("<Policy><AttachmentCount>{attachments}</AttachmentCount></Policy>");
    answered(canned, "GetPolicy", "Action=GetPolicy&", &policy)
}

#[tokio::test]
async fn a_role_is_told_by_whom_it_trusts() {
    let worker = role(described(r#""ec2.amazonaws.com""#));
    let shared = role(described(r#"["ec2.amazonaws.com","lambda.amazonaws.com"]"#));
    tell(worker.exists(), role(absent()).exists(), "does not exist yet").await;
    tell(role(absent()).is_gone(), worker.is_gone(), "is still there").await;
    tell(worker.trusts("ec2.amazonaws.com"), worker.trusts("lambda.amazonaws.com"), "trusts ec2.amazonaws.com").await;
    let reason = "trusts ec2.amazonaws.com, lambda.amazonaws.com";
    tell(worker.trusts_only("ec2.amazonaws.com"), shared.trusts_only("ec2.amazonaws.com"), reason).await;
    tell(worker.has_tag("owner", "us"), worker.has_tag("owner", "them"), "owner is `us`").await;
}

#[tokio::test]
async fn a_role_is_told_by_its_policies() {
    let reader = with_policies(READER, READER);
    let shared = "arn:aws:iam::111122223333:policy/shared";
    tell(reader.has_policy(shared), reader.has_policy("arn:other"), &format!("has {shared}")).await;
    let own = with_policies(ADMIN, READER);
    tell(reader.has_no_wildcard_admin(), own.has_no_wildcard_admin(), "its inline policy `own` allows everything")
        .await;
    let reason = format!("its policy `{shared}` allows everything");
    misses(with_policies(READER, ADMIN).has_no_wildcard_admin(), &reason).await;
    let names = "<PolicyNames><member>other</member></PolicyNames><IsTruncated>false</IsTruncated>";
    let without = answered(Canned::default(), "ListRolePolicies", "Action=ListRolePolicies", names);
    let without = role(without.xml_error(404, "NoSuchEntity", "none").whenever("Action=GetRolePolicy"));
    tell(reader.has_inline_policy("own"), without.has_inline_policy("own"), "has other").await;
}

#[tokio::test]
async fn a_managed_policy_is_told_by_its_document() {
    let of =
        |canned: Canned| -> ManagedPolicy { canned.aws().0.iam().policy("arn:aws:iam::111122223333:policy/shared") };
    let policy = |document: &str, attachments| of(policies(Canned::default(), document, attachments));
    let (reader, admin) = (policy(READER, 1), policy(ADMIN, 0));
    tell(reader.exists(), of(absent()).exists(), "does not exist yet").await;
    tell(of(absent()).is_gone(), reader.is_gone(), "is still there").await;
    tell(reader.is_attached(), admin.is_attached(), "is attached to nothing").await;
    tell(reader.has_no_wildcard_admin(), admin.has_no_wildcard_admin(), "a statement allows everything").await;
}

#[tokio::test]
async fn a_role_is_told_by_what_the_simulator_decides() {
    let decided = |decision: &str| {
        let verdict = format!("<EvalActionName>s3:GetObject</EvalActionName><EvalDecision>{decision}</EvalDecision>");
        let results = format!("<EvaluationResults><member>{verdict}</member></EvaluationResults>");
        let canned = described(r#""ec2.amazonaws.com""#);
        role(answered(canned, "SimulatePrincipalPolicy", "SimulatePrincipalPolicy", &results))
    };
    let (allowed, denied) = (decided("allowed"), decided("implicitDeny"));
    let reason = "the simulator says implicit deny";
    tell(allowed.allows("s3:GetObject", "*"), denied.allows("s3:GetObject", "*"), reason).await;
    tell(denied.denies("s3:GetObject", "*"), allowed.denies("s3:GetObject", "*"), "the simulator says allowed").await;
}
