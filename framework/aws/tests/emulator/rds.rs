use aws_sdk_rds::Client;

use crate::account::{holds, in_account, misses};

#[tokio::test]
async fn a_database_keeps_what_was_promised_of_it() {
    in_account(|aws| async move {
        let client = Client::new(&aws.config().await.unwrap());
        let orders = aws.rds().instance("orders");
        assert_eq!(misses(orders.is_available()).await, "does not exist yet");
        let call = client.create_db_instance().db_instance_identifier("orders").db_instance_class("db.t3.micro");
        let call = call.engine("postgres").engine_version("16.3").allocated_storage(20).storage_encrypted(true);
        let call = call.multi_az(true).backup_retention_period(7).publicly_accessible(false).deletion_protection(true);
        call.master_username("root").master_user_password("not-a-secret").send().await.unwrap();
        holds(orders.is_available()).await;
        holds(orders.is_encrypted()).await;
        holds(orders.is_multi_az()).await;
        holds(orders.is_private()).await;
        holds(orders.has_deletion_protection()).await;
        holds(orders.has_backup_retention(7)).await;
        assert_eq!(misses(orders.has_backup_retention(14)).await, "keeps them for 7 days");
        assert_eq!(holds(orders.has_endpoint()).await.port, Some(5432));
        holds(orders.has_engine("postgres", "16")).await;
        assert_eq!(misses(aws.rds().cluster("orders").is_available()).await, "does not exist yet");
    })
    .await;
}
