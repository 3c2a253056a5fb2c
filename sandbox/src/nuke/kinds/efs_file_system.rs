//! EFS file systems.

use async_trait::async_trait;

use super::{About, Deleted, Found, Kind, ec2};
use crate::nuke::api::services::EFS;
use crate::nuke::api::{Api, ApiError, Node, Rest};
use crate::nuke::model::{Reference, Resource, State};

/// File systems, by id, with their mount targets.
#[derive(Debug)]
pub(super) struct EfsFileSystem;

const ABOUT: About = About {
    uses: &["kms-key"],
    cost: 5,
    cloud_nuke: Some("ElasticFileSystem"),
    aws_nuke: Some("EFSFileSystem"),
    ..About::new("efs-file-system", "AWS::EFS::FileSystem")
};

#[async_trait]
impl Kind for EfsFileSystem {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let mut marker: Option<String> = None;
        loop {
            let mut asked = Rest::get("/2015-02-01/file-systems").query("MaxItems", "1000");
            if let Some(marker) = &marker {
                asked = asked.query("Marker", marker);
            }
            let page = api.rest(&EFS, "DescribeFileSystems", asked).await?;
            page.list("FileSystems").into_iter().for_each(|system| found.extend(read(api, system)));
            let next = page.text("NextMarker").map(str::to_owned);
            if next.is_none() || next == marker {
                return Ok(());
            }
            marker = next;
        }
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let asked = Rest::get("/2015-02-01/mount-targets").query("FileSystemId", resource.id());
        let targets = api.rest(&EFS, "DescribeMountTargets", asked).await?;
        let targets = targets.list("MountTargets");
        for target in targets.iter().filter_map(|target| target.text("MountTargetId")) {
            let path = format!("/2015-02-01/mount-targets/{}", Rest::segment(target));
            match api.rest(&EFS, "DeleteMountTarget", Rest::delete(path)).await {
                Err(error) if !error.is_absent() => return Err(error),
                _ => {}
            }
        }
        // While mount targets are going, it answers FileSystemInUse, and the engine comes back.
        let path = format!("/2015-02-01/file-systems/{}", Rest::segment(resource.id()));
        let answer = api.rest(&EFS, "DeleteFileSystem", Rest::delete(path)).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}

fn read(api: &Api, system: Node<'_>) -> Option<Resource> {
    let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), system.text("FileSystemId")?));
    resource.name = system.text("Name").map(str::to_owned);
    resource.also = system.text("CreationToken").map(str::to_owned).into_iter().collect();
    resource.created = system.time("CreationTime");
    resource.tags = system.tags("Tags");
    resource.told_in(system.0);
    ec2::uses_key(&mut resource, system.text("KmsKeyId"));
    match system.text("LifeCycleState") {
        Some("deleted") => return None,
        Some("deleting") => resource.state = State::Deleting,
        _ => {}
    }
    Some(resource)
}
