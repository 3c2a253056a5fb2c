//! A listener.

use std::fmt;

use aws_sdk_elasticloadbalancingv2::Client;
use aws_sdk_elasticloadbalancingv2::types::{
    Action, ActionTypeEnum, Listener as ListenerDescription, ProtocolEnum, Rule, RuleCondition,
};

use super::load_balancer::refused;
use crate::handle::Handle;
use crate::words::words;
use crate::{Aws, Check, Error, Seen};

/// Names a listener.
///
/// ```no_run
/// # async fn example(aws: terraproof_aws::Aws) -> Result<(), terraproof_aws::Error> {
/// let plain = aws.elbv2().listener("arn:aws:elasticloadbalancing:us-east-1:111122223333:listener/app/web/50dc6c495c0c9188/f2f7dc8efc522ab2");
/// assert_eq!(plain.redirects_to_https().look().await?.reason(), None);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Listener {
    aws: Aws,
    arn: String,
}

impl Listener {
    pub(super) fn new(aws: Aws, arn: String) -> Self {
        Self { aws, arn }
    }

    /// Returns what Elastic Load Balancing knows of the listener.
    ///
    /// # Errors
    /// Fails when the listener does not exist or may not be read.
    pub async fn describe(&self) -> Result<ListenerDescription, Error> {
        let call = self.client().await?.describe_listeners().listener_arns(&self.arn);
        let answer = call.send().await.map_err(self.failed("DescribeListeners"))?;
        answer.listeners.unwrap_or_default().into_iter().next().ok_or_else(|| Error::absent(self))
    }

    /// Promises that the listener exists.
    pub fn exists(&self) -> Check<ListenerDescription> {
        self.check("exists", |listener| async move { listener.describe().await.map(Seen::Yes) })
    }

    /// Promises that the listener does not exist any more.
    pub fn is_gone(&self) -> Check {
        self.gone(|listener| async move { listener.describe().await })
    }

    /// Promises that the listener speaks a protocol: `HTTP`, `HTTPS`, `TCP`, `TLS`, ..
    pub fn has_protocol(&self, protocol: impl Into<String>) -> Check {
        self.property("speaks", protocol.into(), |listener| {
            listener.protocol().map(ProtocolEnum::as_str).unwrap_or_default().to_owned()
        })
    }

    /// Promises that the listener has a policy of TLS: `ELBSecurityPolicy-TLS13-1-2-2021-06`.
    pub fn has_ssl_policy(&self, policy: impl Into<String>) -> Check {
        self.property("has the policy of TLS", policy.into(), |listener| {
            listener.ssl_policy().unwrap_or_default().to_owned()
        })
    }

    /// Promises that the listener serves a certificate, by default or by name of host.
    pub fn has_certificate(&self, arn: impl Into<String>) -> Check {
        let arn = arn.into();
        self.check(format!("serves the certificate `{arn}`"), move |listener| {
            let arn = arn.clone();
            async move {
                let call = listener.client().await?.describe_listener_certificates().listener_arn(&listener.arn);
                let answer = call.send().await.map_err(listener.failed("DescribeListenerCertificates"))?;
                let certificates = answer.certificates.unwrap_or_default();
                let all: Vec<_> = certificates.iter().filter_map(|one| one.certificate_arn()).collect();
                Ok(Seen::when(all.contains(&arn.as_str()), (), || match all.as_slice() {
                    [] => "serves no certificate".to_owned(),
                    all => format!("serves {}", all.join(", ")),
                }))
            }
        })
    }

    /// Promises that whatever no rule takes is redirected to HTTPS.
    pub fn redirects_to_https(&self) -> Check {
        self.check("redirects to HTTPS", |listener| async move {
            let actions = listener.describe().await?.default_actions.unwrap_or_default();
            let secure =
                |action: &Action| action.redirect_config().is_some_and(|redirect| redirect.protocol() == Some("HTTPS"));
            Ok(Seen::when(actions.iter().any(secure), (), || format!("does by default: {}", said(&actions))))
        })
    }

    /// Promises that whatever no rule takes is forwarded to a target group, named by its ARN.
    pub fn forwards_to(&self, target_group: impl Into<String>) -> Check {
        let arn = target_group.into();
        self.check(format!("forwards to `{arn}`"), move |listener| {
            let arn = arn.clone();
            async move {
                let actions = listener.describe().await?.default_actions.unwrap_or_default();
                let forwards = actions.iter().any(|action| targets(action).contains(&arn.as_str()));
                Ok(Seen::when(forwards, (), || format!("does by default: {}", said(&actions))))
            }
        })
    }

    /// Promises that a rule with a condition on a field and a value forwards to a target group: `("path-pattern", "/api/*", arn)`, `("host-header", ..)`.
    pub fn has_rule(
        &self,
        field: impl Into<String>,
        value: impl Into<String>,
        target_group: impl Into<String>,
    ) -> Check<Rule> {
        let (field, value, arn) = (field.into(), value.into(), target_group.into());
        self.check(format!("forwards {field} `{value}` to `{arn}`"), move |listener| {
            let (field, value, arn) = (field.clone(), value.clone(), arn.clone());
            async move {
                let fits = |rule: &Rule| rule.conditions().iter().any(|condition| tests(condition, &field, &value));
                let rules: Vec<_> = listener.rules().await?.into_iter().filter(fits).collect();
                let reason = match rules.first() {
                    Some(rule) => format!("does there: {}", said(rule.actions())),
                    None => format!("has no rule for {field} `{value}`"),
                };
                let forwards =
                    |rule: &Rule| rule.actions().iter().any(|action| targets(action).contains(&arn.as_str()));
                Ok(Seen::some(rules.into_iter().find(forwards), || reason))
            }
        })
    }

    async fn rules(&self) -> Result<Vec<Rule>, Error> {
        let call = self.client().await?.describe_rules().listener_arn(&self.arn);
        let all: Result<Vec<_>, _> = call.into_paginator().items().send().collect().await;
        all.map_err(self.failed("DescribeRules"))
    }

    fn property(&self, promise: &str, wanted: String, read: fn(&ListenerDescription) -> String) -> Check {
        let promise = promise.to_owned();
        self.check(format!("{promise} `{wanted}`"), move |listener| {
            let (wanted, promise) = (wanted.clone(), promise.clone());
            async move {
                let actual = read(&listener.describe().await?);
                Ok(Seen::when(actual == wanted, (), || format!("{promise} `{actual}`")))
            }
        })
    }

    async fn client(&self) -> Result<Client, Error> {
        Ok(Client::new(&self.config().await?))
    }
}

/// Tells whether a condition has a value for a field, in the old form or in the new one.
fn tests(condition: &RuleCondition, field: &str, value: &str) -> bool {
    let newer = match condition.field() {
        Some("path-pattern") => condition.path_pattern_config().map(|config| config.values()),
        Some("host-header") => condition.host_header_config().map(|config| config.values()),
        Some("http-header") => condition.http_header_config().map(|config| config.values()),
        Some("http-request-method") => condition.http_request_method_config().map(|config| config.values()),
        Some("source-ip") => condition.source_ip_config().map(|config| config.values()),
        _ => None,
    };
    let mut values = condition.values().iter().chain(newer.unwrap_or_default());
    condition.field() == Some(field) && values.any(|one| one == value)
}

/// Returns the target groups that an action forwards to.
fn targets(action: &Action) -> Vec<&str> {
    let weighted = action.forward_config().map(|config| config.target_groups()).unwrap_or_default();
    let weighted = weighted.iter().filter_map(|group| group.target_group_arn());
    action.target_group_arn().into_iter().chain(weighted).collect()
}

fn said(actions: &[Action]) -> String {
    let one = |action: &Action| {
        let kind = words(action.r#type().map_or("nothing", ActionTypeEnum::as_str));
        let redirect = action.redirect_config().map(|redirect| redirect.protocol().unwrap_or_default());
        let to = targets(action).first().copied().or(redirect).unwrap_or_default();
        format!("{kind} {to}").trim_end().to_owned()
    };
    let all: Vec<_> = actions.iter().map(one).collect();
    if all.is_empty() { "nothing".to_owned() } else { all.join(", ") }
}

impl Handle for Listener {
    const SERVICE: &'static str = "elasticloadbalancing";

    fn aws(&self) -> &Aws {
        &self.aws
    }

    fn refused(&self) -> Option<String> {
        refused("listener", &self.arn)
    }
}

impl fmt::Display for Listener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "listener `{}`", self.arn)
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_elasticloadbalancingv2::types::{
        ForwardActionConfig, PathPatternConditionConfig, RedirectActionConfig, TargetGroupTuple,
    };

    use super::*;

    #[test]
    fn a_condition_counts_in_its_old_and_in_its_new_form() {
        let old = RuleCondition::builder().field("path-pattern").values("/api/*").build();
        let config = PathPatternConditionConfig::builder().values("/api/*").build();
        let new = RuleCondition::builder().field("path-pattern").path_pattern_config(config).build();
        for condition in [old, new] {
            assert!(tests(&condition, "path-pattern", "/api/*"));
            assert!(!tests(&condition, "path-pattern", "/"));
            assert!(!tests(&condition, "host-header", "/api/*"));
        }
    }

    #[test]
    fn an_action_is_told_with_where_it_leads() {
        let group = TargetGroupTuple::builder().target_group_arn("arn:web").build();
        let forward = ForwardActionConfig::builder().target_groups(group).build();
        let forward = Action::builder().r#type(ActionTypeEnum::Forward).forward_config(forward).build();
        let redirect = RedirectActionConfig::builder().protocol("HTTPS").build();
        let redirect = Action::builder().r#type(ActionTypeEnum::Redirect).redirect_config(redirect).build();
        assert_eq!(targets(&forward), ["arn:web"]);
        assert_eq!(said(&[forward, redirect]), "forward arn:web, redirect HTTPS");
    }
}
