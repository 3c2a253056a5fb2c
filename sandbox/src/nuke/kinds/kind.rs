//! The shape of a kind: one file each.

use std::fmt;

use async_trait::async_trait;

use super::Found;
use crate::nuke::api::{Api, ApiError};
use crate::nuke::model::{Reference, Resource};

/// Knows everything about one kind of resource: how to list it, what it depends on, how to delete it, how to see that it is gone.
///
/// Nothing here waits, retries or decides: throttling and transport errors are repeated by [`Api`], the rest is the engine's.
#[async_trait]
pub(crate) trait Kind: fmt::Debug + Send + Sync {
    /// Says what the kind is, without a call.
    fn about(&self) -> &'static About;

    /// Lists every resource of the kind in the region of `api`, page by page, with what the listing tells: age, tags, uses, protection.
    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError>;

    /// Reads what the listing does not tell, tags above all, for one resource that other filters would not keep anyway.
    ///
    /// Called only where [`About::details`] says so.
    async fn detail(&self, _api: &Api, _resource: &mut Resource) -> Result<(), ApiError> {
        Ok(())
    }

    /// Reads whom a resource that stays needs, where [`Kind::list`] and [`Kind::detail`] do not tell: what its configuration names.
    ///
    /// Called only where [`About::needs`] says so, and never for what goes.
    async fn needs(&self, _api: &Api, _resource: &mut Resource) -> Result<(), ApiError> {
        Ok(())
    }

    /// Reads the named ones again, in as few calls as the service allows; what is not returned is gone.
    ///
    /// Serves the look just before a delete, and the polls after it where [`Kind::remaining`] has nothing cheaper. Tags must be as complete
    /// as after `list` and `detail`. The default lists the kind; kinds whose service can filter by id do that instead.
    async fn look(&self, api: &Api, ids: &[&str]) -> Result<Vec<Resource>, ApiError> {
        super::look_by_listing(self, api, ids).await
    }

    /// Tells which of the named ones are still there, for the polls after a delete.
    ///
    /// Where each one has to be read by itself, a listing that leaves the details out says that of many in a page.
    async fn remaining(&self, api: &Api, ids: &[&str]) -> Result<Vec<Resource>, ApiError> {
        if self.about().details && ids.len() >= super::MANY {
            super::named_by_listing(self, api, ids).await
        } else {
            self.look(api, ids).await
        }
    }

    /// Asks the service to delete one. The resource is as `look` just returned it.
    ///
    /// Kinds whose service deletes many in one call implement [`Kind::delete`] instead.
    async fn delete_one(&self, _api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        Err(ApiError::unsupported(format!("{} cannot be deleted", resource.reference)))
    }

    /// Asks the service to delete them: at most [`About::batch`] at once, one outcome each, in the same order.
    ///
    /// What is gone already is no error. The default deletes one after the other.
    async fn delete(&self, api: &Api, resources: &[Resource]) -> Vec<Result<Deleted, ApiError>> {
        let mut outcomes = Vec::with_capacity(resources.len());
        for resource in resources {
            outcomes.push(match self.delete_one(api, resource).await {
                Err(error) if error.is_absent() => Ok(Deleted::Gone),
                outcome => outcome,
            });
        }
        outcomes
    }

    /// Ends a [cuttable](crate::nuke::model::Use::cuttable) use of other resources, without deleting the user, which is as `look` just
    /// returned it.
    async fn cut(&self, _api: &Api, resource: &Resource, _uses: &[Reference]) -> Result<(), ApiError> {
        Err(ApiError::unsupported(format!("{} has no use that can be ended by itself", resource.reference)))
    }

    /// Switches the deletion protection off.
    async fn unprotect(&self, _api: &Api, resource: &Resource) -> Result<(), ApiError> {
        Err(ApiError::unsupported(format!("the protection of {} cannot be switched off", resource.reference)))
    }

    /// Finds what keeps a resource from going, after a dependency violation whose message names nobody.
    async fn blockers(&self, _api: &Api, _resource: &Resource) -> Result<Vec<Reference>, ApiError> {
        Ok(Vec::new())
    }
}

/// Says what a kind is.
#[derive(Debug)]
pub(crate) struct About {
    /// `ec2-vpc`: the service as the CLI calls it, and the thing in the singular.
    pub(crate) name: &'static str,
    /// Whether it is listed in each region or once for the account.
    pub(crate) reach: Reach,
    /// Whether age is known.
    pub(crate) age: bool,
    /// Whether it has tags that can be read.
    pub(crate) tags: bool,
    /// Whether [`Kind::detail`] has to be called, once for each resource.
    pub(crate) details: bool,
    /// The kinds of what it may use.
    pub(crate) uses: &'static [&'static str],
    /// The kinds of what it may go with.
    pub(crate) goes_with: &'static [&'static str],
    /// The kinds whose listings tell something about it that decides.
    pub(crate) told_by: &'static [&'static str],
    /// Whether it is nothing without what it uses, and so is chosen along with that whatever the filters say: it has no tags to be chosen by.
    pub(crate) follows: bool,
    /// Whether [`Kind::detail`] alone tells what it uses, so that it is called for what stays as well.
    pub(crate) uses_in_detail: bool,
    /// Whether [`Kind::needs`] has to be called for what stays.
    pub(crate) needs: bool,
    /// Whether it may need things of any kind, and not only what [`About::uses`] names: a stack what it made.
    pub(crate) names_anything: bool,
    /// How many one delete call takes.
    pub(crate) batch: usize,
    /// How soon it should go among those that can: roughly the US cents of an hour, more where it holds others up.
    pub(crate) cost: u32,
    /// How long it may take from the delete call until it is gone, in seconds; past that it is stuck.
    pub(crate) patience: u64,
    /// The name of the type in CloudFormation, `AWS::EC2::VPC`.
    pub(crate) cloudformation: &'static str,
    /// The name cloud-nuke knows it by in its configuration file, if it does: `VPC`.
    pub(crate) cloud_nuke: Option<&'static str>,
    /// The name aws-nuke knows it by, if it does: `EC2VPC`.
    pub(crate) aws_nuke: Option<&'static str>,
}

impl About {
    /// Names the first use of a resource that the kind is not said to have: it would not be listed where only the used kind is asked for.
    pub(crate) fn unsaid(&self, resource: &Resource) -> Option<String> {
        let used = resource.uses.iter().find(|used| !self.uses.contains(&used.of.kind.as_str()));
        let whole = resource.goes_with.as_ref().filter(|whole| !self.goes_with.contains(&whole.kind.as_str()));
        used.map(|used| format!("{} uses {}", self.name, used.of.kind))
            .or_else(|| whole.map(|whole| format!("{} goes with {}", self.name, whole.kind)))
    }

    /// Starts a regional kind with age and tags, no details, one delete call each, no cost and ten minutes of patience.
    pub(crate) const fn new(name: &'static str, cloudformation: &'static str) -> Self {
        Self {
            name,
            reach: Reach::Region,
            age: true,
            tags: true,
            details: false,
            uses: &[],
            goes_with: &[],
            told_by: &[],
            follows: false,
            uses_in_detail: false,
            needs: false,
            names_anything: false,
            batch: 1,
            cost: 0,
            patience: 600,
            cloudformation,
            cloud_nuke: None,
            aws_nuke: None,
        }
    }
}

/// Says where a kind is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// In every region.
    Region,
    /// Once for the account.
    Global,
}

/// Tells how a delete call ended that was not refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Deleted {
    /// The service took it, under this request id; whether it is gone is yet to be seen.
    Requested(Option<String>),
    /// The service says that it is gone already.
    Gone,
    /// The service will delete it at a later date, which is as good as gone: a KMS key.
    Scheduled(String),
}
