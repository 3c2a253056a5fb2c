//! Who calls, as STS says.

use serde::{Deserialize, Serialize};

/// Is the caller, as `sts:GetCallerIdentity` names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Identity {
    /// The account, 12 digits.
    pub(crate) account: String,
    /// The caller: `arn:aws:sts::111122223333:assumed-role/terraproof/terraproof-nuke`.
    pub(crate) arn: String,
    /// The caller's unique id: `AROA..:session`.
    pub(crate) user_id: String,
}
