//! What is known about a test before it runs.

use std::path::PathBuf;
use std::time::Duration;

/// Says how much a test covers, which sets its default budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tier {
    /// One module; 20 minutes.
    #[default]
    Unit,
    /// Several modules together; 60 minutes.
    Integration,
    /// A whole environment; 120 minutes. Ignored unless asked for.
    E2e,
}

impl Tier {
    /// Returns how long a test of this tier may take, without cleanup.
    ///
    /// ```
    /// assert_eq!(terraproof::Tier::Unit.budget().as_secs(), 20 * 60);
    /// ```
    #[must_use]
    pub fn budget(self) -> Duration {
        match self {
            Self::Unit => Duration::from_secs(20 * 60),
            Self::Integration => Duration::from_secs(60 * 60),
            Self::E2e => Duration::from_secs(120 * 60),
        }
    }
}

/// Describes a test to [`run`](crate::run): what `#[terraproof::test]` builds from the function it stands on.
///
/// | field | default |
/// |---|---|
/// | tier | [`Tier::Unit`] |
/// | budget | the tier's |
/// | cleanup budget | 10 minutes |
///
/// ```
/// use std::time::Duration;
/// use terraproof::{TestInfo, Tier};
///
/// let info = TestInfo::new("network::subnets_are_private").tier(Tier::Integration).budget(Duration::from_secs(600));
/// assert_eq!(info.budget_or_default().as_secs(), 600);
/// ```
#[derive(Debug, Clone)]
#[must_use = "a test runs when `terraproof::run(info, body)` is called"]
pub struct TestInfo {
    name: String,
    file: String,
    manifest_dir: Option<PathBuf>,
    tier: Tier,
    budget: Option<Duration>,
    cleanup_budget: Duration,
    proves: Vec<String>,
}

impl TestInfo {
    /// Names a test: its path, such as `static_site::the_site_serves_its_index_page`.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            file: String::new(),
            manifest_dir: None,
            tier: Tier::default(),
            budget: None,
            cleanup_budget: Duration::from_secs(10 * 60),
            proves: Vec::new(),
        }
    }

    /// Sets the source file, for the report.
    pub fn file(mut self, file: impl Into<String>) -> Self {
        self.file = file.into();
        self
    }

    /// Sets the directory from which the project's root is looked for; the current one otherwise.
    pub fn manifest_dir(mut self, directory: impl Into<PathBuf>) -> Self {
        self.manifest_dir = Some(directory.into());
        self
    }

    /// Sets the tier, and with it the default budget.
    pub fn tier(mut self, tier: Tier) -> Self {
        self.tier = tier;
        self
    }

    /// Sets how long the body may take.
    pub fn budget(mut self, budget: Duration) -> Self {
        self.budget = Some(budget);
        self
    }

    /// Sets how long cleanup may take, counted from when it starts.
    pub fn cleanup_budget(mut self, budget: Duration) -> Self {
        self.cleanup_budget = budget;
        self
    }

    /// Names an item of a readiness checklist that this test shows, such as `networking`.
    pub fn proves(mut self, item: impl Into<String>) -> Self {
        self.proves.push(item.into());
        self
    }

    /// Returns the test's path.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the source file.
    #[must_use]
    pub fn source_file(&self) -> &str {
        &self.file
    }

    /// Returns the budget of the body: the one set, or the tier's.
    #[must_use]
    pub fn budget_or_default(&self) -> Duration {
        self.budget.unwrap_or_else(|| self.tier.budget())
    }

    pub(crate) fn cleanup_time(&self) -> Duration {
        self.cleanup_budget
    }

    pub(crate) fn tier_of(&self) -> Tier {
        self.tier
    }

    pub(crate) fn proven(&self) -> &[String] {
        &self.proves
    }

    pub(crate) fn start_directory(&self) -> PathBuf {
        self.manifest_dir.clone().or_else(|| std::env::current_dir().ok()).unwrap_or_else(|| PathBuf::from("."))
    }

    /// Returns the name as one path component: `static_site.the_site_serves_its_index_page`.
    pub(crate) fn slug(&self) -> String {
        let name = self.name.replace("::", ".");
        let slug: String =
            name.chars().map(|c| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '-' }).collect();
        slug.trim_start_matches('.').chars().take(120).collect()
    }
}
