//! EKS clusters.

use async_trait::async_trait;
use serde_json::{Value, json};

use super::{About, Deleted, Found, Kind, ec2, eks, needs};
use crate::nuke::api::services::EKS;
use crate::nuke::api::{Api, ApiError, Node, Rest};
use crate::nuke::model::{Reference, Resource, State, Use};

/// Clusters, by name; their node groups go first.
#[derive(Debug)]
pub(super) struct EksCluster;

const ABOUT: About = About {
    uses: &[
        "ec2-security-group",
        "ec2-subnet",
        "ec2-vpc",
        "iam-oidc-provider",
        "iam-role",
        "iam-user",
        "kms-key",
        "logs-group",
    ],
    uses_in_detail: true,
    needs: true,
    details: true,
    cost: 10,
    patience: 3600,
    cloud_nuke: Some("EKSCluster"),
    aws_nuke: Some("EKSCluster"),
    ..About::new("eks-cluster", "AWS::EKS::Cluster")
};

#[async_trait]
impl Kind for EksCluster {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        for name in eks::names(api, "ListClusters", "/clusters", "clusters").await? {
            found.push(Resource::new(Reference::new(ABOUT.name, api.region(), name)));
        }
        Ok(())
    }

    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        let path = format!("/clusters/{}", Rest::segment(resource.id()));
        let answer = api.rest(&EKS, "DescribeCluster", Rest::get(path)).await?;
        let Some(cluster) = answer.node().at("cluster") else {
            return Err(ApiError::unexpected("no cluster was described"));
        };
        resource.told_in(cluster.0);
        resource.told_in(&beside(resource.id(), cluster));
        let region = resource.reference.region.clone();
        resource.created = cluster.time("createdAt");
        resource.identity = resource.created.map(|time| time.to_string());
        resource.tags = cluster.tags("tags");
        for encryption in cluster.list("encryptionConfig") {
            ec2::uses_key(resource, encryption.text("provider/keyArn"));
        }
        resource.protection = cluster.flag("deletionProtection").then(|| "deletion protection".to_owned());
        if cluster.text("status") == Some("DELETING") {
            resource.state = State::Deleting;
        }
        for (list, kind) in [("subnetIds", "ec2-subnet"), ("securityGroupIds", "ec2-security-group")] {
            for id in cluster.texts(&format!("resourcesVpcConfig/{list}")) {
                resource.uses(Use::of(Reference::new(kind, &region, id)));
            }
        }
        if let Some(role) = cluster.text("roleArn").and_then(|arn| arn.rsplit('/').next()) {
            resource.uses(Use::of(Reference::global("iam-role", role)));
        }
        Ok(())
    }

    /// Reads by which roles its pods and addons run, and who may get in.
    async fn needs(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        for part in &PARTS {
            part.told(api, resource).await?;
        }
        let path = format!("/clusters/{}/access-entries", Rest::segment(resource.id()));
        let principals = match eks::names(api, "ListAccessEntries", &path, "accessEntries").await {
            // The cluster knows who may get in by a map of its own, which nobody outside reads.
            Err(error) if error.message.contains("authentication mode") => None,
            listed => needs::if_any(listed)?,
        };
        resource.told_in(&json!({ "principals": principals }));
        Ok(())
    }

    async fn look(&self, api: &Api, ids: &[&str]) -> Result<Vec<Resource>, ApiError> {
        super::one_by_one(self, api, ids, |name| Resource::new(Reference::new(ABOUT.name, api.region(), name))).await
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let path = format!("/clusters/{}", Rest::segment(resource.id()));
        for profile in
            eks::names(api, "ListFargateProfiles", &format!("{path}/fargate-profiles"), "fargateProfileNames").await?
        {
            let profile = format!("{path}/fargate-profiles/{}", Rest::segment(&profile));
            api.rest(&EKS, "DeleteFargateProfile", Rest::delete(profile)).await?;
        }
        let answer = api.rest(&EKS, "DeleteCluster", Rest::delete(path)).await?;
        Ok(Deleted::Requested(answer.request_id))
    }

    async fn unprotect(&self, api: &Api, resource: &Resource) -> Result<(), ApiError> {
        let path = format!("/clusters/{}/update-config", Rest::segment(resource.id()));
        let off = json!({ "deletionProtection": false }).to_string();
        api.rest(&EKS, "UpdateClusterConfig", Rest::new(http::Method::POST, path).body(off)).await.map(drop)
    }
}

/// Is something of a cluster that is no resource of its own here: how it is listed and described, and what it needs itself.
struct Part {
    path: &'static str,
    list: &'static str,
    entries: &'static str,
    describe: &'static str,
    described: &'static str,
    needs: &'static [&'static str],
}

const PARTS: [Part; 3] = [
    Part {
        path: "fargate-profiles",
        list: "ListFargateProfiles",
        entries: "fargateProfileNames",
        describe: "DescribeFargateProfile",
        described: "fargateProfile",
        needs: &["podExecutionRoleArn", "subnets"],
    },
    Part {
        path: "addons",
        list: "ListAddons",
        entries: "addons",
        describe: "DescribeAddon",
        described: "addon",
        needs: &["serviceAccountRoleArn"],
    },
    Part {
        path: "pod-identity-associations",
        list: "ListPodIdentityAssociations",
        entries: "associations",
        describe: "DescribePodIdentityAssociation",
        described: "association",
        needs: &["roleArn", "targetRoleArn"],
    },
];

impl Part {
    /// Remembers what those of a cluster need.
    async fn told(&self, api: &Api, cluster: &mut Resource) -> Result<(), ApiError> {
        let path = format!("/clusters/{}/{}", Rest::segment(cluster.id()), self.path);
        let entries = needs::if_any(eks::entries(api, self.list, &path, self.entries).await)?.unwrap_or_default();
        let ids =
            entries.iter().filter_map(|entry| Node(entry).as_text().or_else(|| Node(entry).text("associationId")));
        let asked = ids.map(|id| Rest::get(format!("{path}/{}", Rest::segment(id))));
        let read = asked.map(|asked| async move { needs::if_any(api.rest(&EKS, self.describe, asked).await) });
        for answer in super::at_once(read).await?.into_iter().flatten() {
            if let Some(described) = answer.node().at(self.described) {
                super::told_of(cluster, described, self.needs);
            }
        }
        Ok(())
    }
}

/// Tells what belongs to a cluster by its name alone: the identity provider that its pods take roles through, and its log group.
fn beside(name: &str, cluster: Node<'_>) -> Value {
    let issuer = cluster.text("identity/oidc/issuer").and_then(|issuer| issuer.strip_prefix("https://"));
    let arn: Vec<&str> = cluster.text("arn").unwrap_or_default().split(':').collect();
    let provider = match (issuer, arn.as_slice()) {
        (Some(issuer), [_, partition, _, _, account, ..]) => {
            Some(format!("arn:{partition}:iam::{account}:oidc-provider/{issuer}"))
        }
        _ => None,
    };
    json!({ "provider": provider, "logGroup": format!("/aws/eks/{name}/cluster") })
}
