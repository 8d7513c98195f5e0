//! The invariants hold for whatever the use cases do, and `verify` notices when they do not.

use app::person::Role;

crate::each_engine! {
    the_demo_keeps_every_invariant_and_damage_is_noticed(app) {
        let folder = std::env::temp_dir().join(format!("firebreak-demo-{}-{}", std::process::id(), app.firebreak.db.engine()));
        std::fs::create_dir_all(&folder).unwrap();
        let sign_ins = server::demo::load(&app.firebreak, &folder, app.now() + chrono::TimeDelta::days(500)).await.unwrap();
        assert!(sign_ins.iter().any(|one| one.role == Role::Admin));
        let findings = server::verify::verify(&app.firebreak.db).await.unwrap();
        assert!(findings.iter().all(|finding| finding.broken.is_empty()), "{findings:#?}");
        let mut tx = app.firebreak.db.write().await.unwrap();
        server::on!(&mut tx, |c| sqlx::query("update incident set severity = 1 where number = 2").execute(&mut **c).await.map(drop)).unwrap();
        tx.commit().await.unwrap();
        let findings = server::verify::verify(&app.firebreak.db).await.unwrap();
        let broken: Vec<&[i64]> = findings.iter().map(|finding| finding.broken.as_slice()).filter(|broken| !broken.is_empty()).collect();
        assert_eq!(broken, [[2]]);
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
