//! What is in no plan, whatever any rule says.
//!
//! | what | known by |
//! |---|---|
//! | the caller | the ARN that STS tells: its role, user, instance profile, instance |
//! | roles of single sign-on | `AWSReservedSSO_*`, path `/aws-reserved/` |
//! | Control Tower and stack sets | `aws-controltower-*`, `AWSControlTower*`, `StackSet-AWSControlTower*`, `stacksets-exec-*` |
//! | the organisation's way in | `OrganizationAccountAccessRole` |
//! | service-linked roles | path `/aws-service-role/`, `AWSServiceRoleFor*` |
//! | state and ledger | the names in `[nuke] state_stores` |
//!
//! Sources: the IAM user guide (service-linked roles, reserved paths) and the Control Tower user guide (shared resources).

use std::collections::BTreeSet;

use serde_json::Value;

use crate::nuke::model::Resource;
use crate::nuke::select::{Cause, Reason};

/// Names of Control Tower's and the organisation's own things, in lower case; what starts so.
const FOUNDATION: [&str; 5] =
    ["aws-controltower-", "awscontroltower", "stackset-awscontroltower", "stacksets-exec-", "awsreservedsso_"];
/// IAM roles by their whole name, or the start of it, in lower case.
const ROLES: [&str; 3] = ["organizationaccountaccessrole", "awsservicerolefor", "awscloudformationstackset"];
const PATHS: [&str; 2] = ["/aws-reserved/", "/aws-service-role/"];

/// Knows what is in no plan.
#[derive(Debug, Clone, Default)]
pub(crate) struct Untouchable {
    role: Option<String>,
    user: Option<String>,
    session: Option<String>,
    stores: BTreeSet<String>,
}

impl Untouchable {
    /// Takes the caller's ARN, the role of the sandbox, and the names of the stores.
    pub(crate) fn new(caller: &str, role: Option<&str>, stores: &[String]) -> Self {
        let (kind, rest) =
            caller.rsplit_once(':').and_then(|(_, resource)| resource.split_once('/')).unwrap_or_default();
        let mut known = Self { stores: stores.iter().cloned().collect(), ..Self::default() };
        match kind {
            "assumed-role" => {
                let (name, session) = rest.split_once('/').unwrap_or((rest, ""));
                known.role = Some(name.to_owned());
                known.session = Some(session.to_owned());
            }
            // The path comes before the name.
            "user" => known.user = rest.rsplit('/').next().map(str::to_owned),
            _ => {}
        }
        if known.role.is_none() {
            known.role = role.and_then(|arn| arn.rsplit('/').next()).map(str::to_owned);
        }
        known
    }

    /// Returns why a resource is in no plan, if it is one of those.
    pub(crate) fn keeps(&self, resource: &Resource) -> Option<Reason> {
        self.is_caller(resource).or_else(|| is_foundation(resource)).or_else(|| self.is_store(resource))
    }

    fn is_caller(&self, resource: &Resource) -> Option<Reason> {
        let is = |known: &Option<String>, name: &str| known.as_deref().is_some_and(|known| known == name);
        let text = match resource.reference.kind.as_str() {
            "iam-role" if is(&self.role, resource.shown_name()) => "it is the caller's own role",
            "iam-user" if is(&self.user, resource.shown_name()) => "it is the caller itself",
            "iam-instance-profile" if resource.uses.iter().any(|used| is(&self.role, &used.of.id)) => {
                "it gives the caller its role"
            }
            // Credentials of an instance come in a session that is called like the instance.
            "ec2-instance" if is(&self.session, resource.id()) => "the caller runs on it",
            _ => return None,
        };
        Some(Reason::new(Cause::Caller, text))
    }

    fn is_store(&self, resource: &Resource) -> Option<Reason> {
        let names = [resource.shown_name(), last_part(resource.id())];
        let named = names.iter().any(|name| self.stores.contains(*name)) || self.stores.contains(resource.id());
        named.then(|| Reason::new(Cause::StateStore, "`[nuke] state_stores` names it"))
    }
}

fn is_foundation(resource: &Resource) -> Option<Reason> {
    let name = resource.shown_name().to_lowercase();
    let is_role = resource.reference.kind.starts_with("iam-");
    let starts = |starts: &[&str], name: &str| starts.iter().any(|start| name.starts_with(start));
    let named = starts(&FOUNDATION, &name)
        || starts(&FOUNDATION, last_part(&name))
        || starts(&FOUNDATION, &last_part(resource.id()).to_lowercase())
        || (is_role && starts(&ROLES, &name));
    // The ARN of a role holds its path; some listings tell the path alone.
    let path = ["path", "arn"].iter().filter_map(|fact| resource.facts.get(*fact)).filter_map(Value::as_str);
    let reserved = is_role && path.chain([resource.id()]).any(|text| PATHS.iter().any(|path| text.contains(path)));
    (named || reserved).then(|| {
        Reason::new(Cause::Foundation, "it belongs to single sign-on, Control Tower, the organisation or a service")
    })
}

/// Returns what is behind the last slash or colon: a log group `/aws/lambda/name`, an ARN, the URL of a queue.
fn last_part(text: &str) -> &str {
    text.rsplit(['/', ':']).next().unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::nuke::model::{Reference, Use};

    const ROLE: &str = "arn:aws:sts::111122223333:assumed-role/terraproof/i-0a1b";

    fn cause(resource: &Resource) -> Option<Cause> {
        let untouchable = Untouchable::new(ROLE, None, &["our-state".to_owned()]);
        untouchable.keeps(resource).map(|reason| reason.cause)
    }

    fn global(kind: &str, name: &str) -> Resource {
        Resource::new(Reference::global(kind, name))
    }

    #[test]
    fn the_caller_keeps_its_role_its_profile_and_its_instance() {
        assert_eq!(cause(&global("iam-role", "terraproof")), Some(Cause::Caller));
        assert_eq!(cause(&global("iam-role", "terraproof-2")), None);
        assert_eq!(cause(&Resource::new(Reference::new("ec2-instance", "eu-west-1", "i-0a1b"))), Some(Cause::Caller));
        let mut profile = global("iam-instance-profile", "ci");
        profile.uses(Use::of(Reference::global("iam-role", "terraproof")));
        assert_eq!(cause(&profile), Some(Cause::Caller));
    }

    #[test]
    fn a_user_is_known_behind_its_path() {
        let untouchable = Untouchable::new("arn:aws:iam::111122223333:user/ci/bots/nuke", None, &[]);
        assert!(untouchable.keeps(&global("iam-user", "nuke")).is_some());
        assert!(untouchable.keeps(&global("iam-user", "ci")).is_none());
    }

    #[test]
    fn sign_on_control_tower_and_service_linked_roles_stay() {
        for (kind, name) in [
            ("iam-role", "AWSReservedSSO_Admin_0123456789abcdef"),
            ("iam-role", "aws-controltower-AdministratorExecutionRole"),
            ("iam-role", "AWSControlTowerExecution"),
            ("iam-role", "stacksets-exec-0123456789abcdef"),
            ("iam-role", "OrganizationAccountAccessRole"),
            ("iam-role", "AWSServiceRoleForSupport"),
            ("logs-group", "/aws/lambda/aws-controltower-NotificationForwarder"),
            ("sns-topic", "arn:aws:sns:eu-west-1:111122223333:aws-controltower-SecurityNotifications"),
            ("cloudformation-stack", "StackSet-AWSControlTowerBP-BASELINE-CLOUDWATCH-1"),
        ] {
            assert_eq!(cause(&global(kind, name)), Some(Cause::Foundation), "{name}");
        }
        let mut linked = global("iam-role", "Renamed");
        linked.facts.insert("path".to_owned(), json!("/aws-service-role/x.amazonaws.com/"));
        assert_eq!(cause(&linked), Some(Cause::Foundation));
        assert_eq!(cause(&global("iam-role", "my-AWSControlTower-copy")), None);
    }

    #[test]
    fn stores_of_state_stay_by_name() {
        assert_eq!(cause(&global("s3-bucket", "our-state")), Some(Cause::StateStore));
        assert_eq!(cause(&global("s3-bucket", "our-state-2")), None);
    }
}
