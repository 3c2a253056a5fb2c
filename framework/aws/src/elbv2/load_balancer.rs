//! A load balancer.

use std::fmt;

use aws_sdk_elasticloadbalancingv2::Client;
use aws_sdk_elasticloadbalancingv2::types::{
    Listener as ListenerDescription, LoadBalancer as LoadBalancerDescription, LoadBalancerSchemeEnum,
    LoadBalancerStateEnum, ProtocolEnum,
};

use super::{Listener, TargetGroup};
use crate::arn::Arn;
use crate::handle::Handle;
use crate::words::words;
use crate::{Aws, Check, Error, Seen};

impl Aws {
    /// Leads to the load balancers.
    #[must_use]
    pub fn elbv2(&self) -> Elbv2 {
        Elbv2 { aws: self.clone() }
    }
}

/// Leads to the load balancers of an account: application, network and gateway. The region in an ARN counts.
#[derive(Debug, Clone)]
pub struct Elbv2 {
    aws: Aws,
}

impl Elbv2 {
    /// Names a load balancer by its ARN.
    #[must_use]
    pub fn load_balancer(&self, arn: impl Into<String>) -> LoadBalancer {
        let arn = arn.into();
        LoadBalancer { aws: self.there(&arn), arn }
    }

    /// Names a listener by its ARN.
    #[must_use]
    pub fn listener(&self, arn: impl Into<String>) -> Listener {
        let arn = arn.into();
        Listener::new(self.there(&arn), arn)
    }

    /// Names a target group by its ARN.
    #[must_use]
    pub fn target_group(&self, arn: impl Into<String>) -> TargetGroup {
        let arn = arn.into();
        TargetGroup::new(self.there(&arn), arn)
    }

    fn there(&self, arn: &str) -> Aws {
        Arn::read(arn).map_or_else(|| self.aws.clone(), |arn| self.aws.in_region(arn.region))
    }
}

/// Names a load balancer. One that failed ends the wait for [`is_active`](Self::is_active).
///
/// ```no_run
/// # async fn example(aws: terraproof_aws::Aws) -> Result<(), terraproof_aws::Error> {
/// let web = aws.elbv2().load_balancer("arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/web/50dc6c495c0c9188");
/// assert_eq!(web.is_active().look().await?.reason(), None);
/// assert_eq!(web.has_listener(443, "HTTPS").look().await?.reason(), None);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct LoadBalancer {
    aws: Aws,
    arn: String,
}

impl LoadBalancer {
    /// Returns what Elastic Load Balancing knows of the load balancer.
    ///
    /// # Errors
    /// Fails when the load balancer does not exist or may not be read.
    pub async fn describe(&self) -> Result<LoadBalancerDescription, Error> {
        let call = self.client().await?.describe_load_balancers().load_balancer_arns(&self.arn);
        let answer = call.send().await.map_err(self.failed("DescribeLoadBalancers"))?;
        answer.load_balancers.unwrap_or_default().into_iter().next().ok_or_else(|| Error::absent(self))
    }

    /// Promises that the load balancer routes traffic; the value has its `dns_name`.
    pub fn is_active(&self) -> Check<LoadBalancerDescription> {
        self.check("is active", |balancer| async move {
            let described = balancer.describe().await?;
            let state = described.state.as_ref();
            let reason =
                state.and_then(|state| state.reason()).map_or_else(String::new, |reason| format!(": {reason}"));
            match state.and_then(|state| state.code()) {
                Some(LoadBalancerStateEnum::Active) => Ok(Seen::Yes(described)),
                Some(LoadBalancerStateEnum::Failed) => {
                    Err(Error::permanent(&balancer, format!("it failed to be made{reason}")))
                }
                Some(other) => Ok(Seen::No(format!("is {}{reason}", words(other.as_str())))),
                None => Ok(Seen::No("has no state yet".to_owned())),
            }
        })
    }

    /// Promises that the load balancer does not exist any more.
    pub fn is_gone(&self) -> Check {
        self.gone(|balancer| async move { balancer.describe().await })
    }

    /// Promises that a listener of a protocol waits at a port: `(443, "HTTPS")`.
    pub fn has_listener(&self, port: u16, protocol: impl Into<String>) -> Check<ListenerDescription> {
        let protocol = protocol.into();
        self.check(format!("listens at {port} with {protocol}"), move |balancer| {
            let protocol = protocol.clone();
            async move {
                let listeners = balancer.listeners().await?;
                let named = |listener: &ListenerDescription| {
                    let protocol = listener.protocol().map_or("?", ProtocolEnum::as_str);
                    format!("{protocol} {}", listener.port().unwrap_or_default())
                };
                let wanted = format!("{protocol} {port}");
                let all: Vec<_> = listeners.iter().map(named).collect();
                let found = listeners.into_iter().find(|listener| named(listener) == wanted);
                Ok(Seen::some(found, || match all.as_slice() {
                    [] => "has no listener".to_owned(),
                    all => format!("has listeners for {}", all.join(", ")),
                }))
            }
        })
    }

    /// Promises that no listener waits at a port.
    pub fn has_no_listener(&self, port: u16) -> Check {
        self.check(format!("does not listen at {port}"), move |balancer| async move {
            let listeners = balancer.listeners().await?;
            let found = listeners.iter().any(|listener| listener.port() == Some(i32::from(port)));
            Ok(Seen::when(!found, (), || "listens there".to_owned()))
        })
    }

    /// Promises that the load balancer has no public addresses.
    pub fn is_internal(&self) -> Check {
        self.check("is internal", |balancer| async move {
            let scheme = balancer.describe().await?.scheme;
            let internal = scheme == Some(LoadBalancerSchemeEnum::Internal);
            Ok(Seen::when(internal, (), || "is internet-facing".to_owned()))
        })
    }

    /// Promises that an attribute has a value: `("access_logs.s3.enabled", "true")`, `("deletion_protection.enabled", "true")`.
    pub fn has_attribute(&self, key: impl Into<String>, value: impl Into<String>) -> Check {
        let (key, value) = (key.into(), value.into());
        self.check(format!("has {key} = `{value}`"), move |balancer| {
            let (key, value) = (key.clone(), value.clone());
            async move {
                let call = balancer.client().await?.describe_load_balancer_attributes();
                let answer = call.load_balancer_arn(&balancer.arn).send().await;
                let all = answer.map_err(balancer.failed("DescribeLoadBalancerAttributes"))?.attributes;
                let found = all.unwrap_or_default().into_iter().find(|one| one.key() == Some(key.as_str()));
                Ok(match found.map(|attribute| attribute.value.unwrap_or_default()) {
                    Some(actual) => Seen::when(actual == value, (), || format!("{key} is `{actual}`")),
                    None => Seen::No(format!("has no {key}")),
                })
            }
        })
    }

    async fn listeners(&self) -> Result<Vec<ListenerDescription>, Error> {
        let call = self.client().await?.describe_listeners().load_balancer_arn(&self.arn);
        let all: Result<Vec<_>, _> = call.into_paginator().items().send().collect().await;
        all.map_err(self.failed("DescribeListeners"))
    }

    async fn client(&self) -> Result<Client, Error> {
        Ok(Client::new(&self.config().await?))
    }
}

impl Handle for LoadBalancer {
    const SERVICE: &'static str = "elasticloadbalancing";

    fn aws(&self) -> &Aws {
        &self.aws
    }

    fn refused(&self) -> Option<String> {
        refused("loadbalancer", &self.arn)
    }
}

/// Says why nothing of this kind can have this ARN.
pub(super) fn refused(kind: &str, arn: &str) -> Option<String> {
    match Arn::of("elasticloadbalancing", arn) {
        Ok(read) => {
            let fits = read.resource.strip_prefix(kind).is_some_and(|rest| rest.starts_with('/'));
            (!fits).then(|| format!("this is not the ARN of a {kind}"))
        }
        Err(reason) => Some(reason),
    }
}

impl fmt::Display for LoadBalancer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "load balancer `{}`", self.arn)
    }
}

#[cfg(test)]
mod tests {
    use crate::ErrorKind;
    use crate::canned::Canned;

    const ARN: &str = "arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/web/50dc6c495c0c9188";

    fn balancers(state: &str) -> String {
        let member = format!("<member><State><Code>{state}</Code><Reason>no addresses</Reason></State></member>");
        let result = format!(
            "<DescribeLoadBalancersResult><LoadBalancers>{member}</LoadBalancers></DescribeLoadBalancersResult>"
        );
        format!("<DescribeLoadBalancersResponse>{result}</DescribeLoadBalancersResponse>")
    }

    #[tokio::test]
    async fn a_load_balancer_that_failed_ends_the_wait() {
        let (aws, _) = Canned::default()
            .xml(200, balancers("provisioning"))
            .xml(200, balancers("failed"))
            .xml_error(400, "LoadBalancerNotFound", "no such load balancer")
            .aws();
        let check = aws.elbv2().load_balancer(ARN).is_active();
        assert_eq!(check.look().await.unwrap().reason(), Some("is provisioning: no addresses"));
        let error = check.look().await.unwrap_err();
        assert_eq!((error.kind(), error.message()), (&ErrorKind::Other, Some("it failed to be made: no addresses")));
        assert_eq!(check.look().await.unwrap().reason(), Some("does not exist yet"));
    }

    #[tokio::test]
    async fn the_arn_of_something_else_is_refused_before_a_call() {
        let (aws, calls) = Canned::default().aws();
        let error = aws.elbv2().target_group(ARN).has_healthy_targets(1).look().await.unwrap_err();
        assert_eq!((error.kind(), calls.count()), (&ErrorKind::Malformed, 0));
    }
}
