//! A user is deleted only without keys, a password, devices, certificates and groups.

use futures_util::future::join_all;

use super::rule::{Refusal, Rule, Verdict};
use super::view::View;
use crate::gateway::api::ApiRequest;

/// What a user may have: how it is asked for, where it stands in the answer, and what has to be done about it.
const HOLDINGS: [(&str, &str, &str); 6] = [
    ("ListAccessKeys", "AccessKeyMetadata", "delete access keys"),
    ("GetLoginProfile", "LoginProfile", "delete login profile"),
    ("ListGroupsForUser", "Groups", "remove users from group"),
    ("ListMFADevices", "MFADevices", "delete MFA device"),
    ("ListSigningCertificates", "Certificates", "delete signing certificates"),
    ("ListSSHPublicKeys", "SSHPublicKeys", "delete SSH public keys"),
];

/// Refuses to delete an IAM user with access keys, a login profile, MFA devices, certificates or SSH keys, and one that is in a group.
///
/// The emulator itself refuses where there are policies. See <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUser.html>,
/// `DeleteConflict`.
#[derive(Clone, Copy, Debug, Default)]
pub struct UserInUse;

impl Rule for UserInUse {
    fn name(&self) -> &'static str {
        "user"
    }

    fn applies(&self, request: &ApiRequest) -> bool {
        request.operation == "DeleteUser" && request.service == "iam"
    }

    fn check<'a>(&'a self, request: &'a ApiRequest, view: &'a View<'a>) -> Verdict<'a> {
        Box::pin(async move {
            let user = [("UserName", request.parameter("UserName")?)];
            let listings = join_all(HOLDINGS.map(|(action, _, _)| view.iam(action, &user))).await;
            let mut held = listings.iter().zip(HOLDINGS).filter_map(|(answer, (_, set, what))| {
                let set = answer.as_ref()?.find(set)?;
                (!set.children.is_empty()).then_some(what)
            });
            let what = held.next()?;
            Some(Refusal::delete_conflict(format!("Cannot delete entity, must {what} first.")))
        })
    }
}
