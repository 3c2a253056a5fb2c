use aws_sdk_ecr::Client;
use aws_sdk_ecr::types::{ImageScanningConfiguration, ImageTagMutability};

use crate::account::{holds, in_account, misses};

#[tokio::test]
async fn a_repository_is_known_by_scanning_and_by_its_tags() {
    in_account(|aws| async move {
        let client = Client::new(&aws.config().await.unwrap());
        let app = aws.ecr().repository("team/app");
        assert_eq!(misses(app.scans_on_push()).await, "does not exist yet");
        let scanning = ImageScanningConfiguration::builder().scan_on_push(true).build();
        let call = client.create_repository().repository_name("team/app").image_scanning_configuration(scanning);
        call.image_tag_mutability(ImageTagMutability::Immutable).send().await.unwrap();
        holds(app.scans_on_push()).await;
        holds(app.has_immutable_tags()).await;
        holds(app.is_private()).await;
        assert_eq!(misses(app.has_image("v1")).await, "has no such image");
        assert_eq!(misses(app.has_lifecycle_policy()).await, "has no lifecycle policy");
        client.delete_repository().repository_name("team/app").send().await.unwrap();
        holds(app.is_gone()).await;
    })
    .await;
}
