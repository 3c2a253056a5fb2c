use aws_sdk_ecs::Client;
use aws_sdk_ecs::types::ContainerDefinition;

use crate::account::{holds, in_account, misses};

#[tokio::test]
async fn a_service_runs_its_task_definition() {
    in_account(|aws| async move {
        let client = Client::new(&aws.config().await.unwrap());
        let cluster = aws.ecs().cluster("production");
        assert_eq!(misses(cluster.is_active()).await, "does not exist yet");
        client.create_cluster().cluster_name("production").send().await.unwrap();
        holds(cluster.is_active()).await;

        let definition = aws.ecs().task_definition("orders");
        assert_eq!(misses(definition.is_active()).await, "does not exist yet");
        let container = ContainerDefinition::builder().name("app").image("orders:v7").memory(128).build();
        let call = client.register_task_definition().family("orders").container_definitions(container);
        call.send().await.unwrap();
        holds(definition.is_active()).await;
        holds(definition.has_container("app", "orders:v7")).await;

        let orders = cluster.service("orders");
        assert_eq!(misses(orders.is_stable()).await, "does not exist yet");
        let call = client.create_service().cluster("production").service_name("orders").task_definition("orders:1");
        call.desired_count(0).send().await.unwrap();
        holds(orders.is_stable_with(0)).await;
        holds(orders.runs("orders:1")).await;
        assert_eq!(misses(orders.runs("orders:2")).await, "runs orders:1");
        client.delete_service().cluster("production").service("orders").force(true).send().await.unwrap();
        holds(orders.is_gone()).await;
    })
    .await;
}
