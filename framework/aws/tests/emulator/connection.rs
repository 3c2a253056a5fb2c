use terraproof_aws::ErrorKind;

use crate::account::{connection, in_cloud};

#[tokio::test]
async fn a_proxy_that_does_not_listen_may_come_back() {
    in_cloud(|cloud| async move {
        // Nobody may listen on port 1.
        let aws = connection(&cloud).proxy("http://127.0.0.1:1").aws();
        let error = aws.sts().identity().await.unwrap_err();
        assert_eq!((error.kind(), error.is_transient()), (&ErrorKind::Connection, true), "{error:?}");
    })
    .await;
}

#[tokio::test]
async fn a_certificate_that_is_not_trusted_ends_the_wait() {
    in_cloud(|cloud| async move {
        let aws = connection(&cloud).aws();
        let error = aws.sts().identity().await.unwrap_err();
        assert_eq!((error.kind(), error.is_transient()), (&ErrorKind::Connection, false), "{error:?}");
        assert!(error.hint().unwrap().contains("authority"));
    })
    .await;
}
