//! Waiting until something is true, and showing afterwards what was seen.

mod all;
mod and;
mod boxed;
mod closure;
mod combine;
mod consistently;
mod described;
mod eventually;
mod look;
mod map;
mod not;
mod observation;
mod or;
mod pace;
mod timeline;
mod waiting;
mod watch;
mod which;

pub use all::{All, all};
pub use and::And;
pub use boxed::BoxCondition;
pub use closure::{FnCondition, condition};
pub use consistently::Consistently;
pub use described::Described;
pub use eventually::Eventually;
pub use map::Map;
pub use not::Not;
pub use observation::Observation;
pub use or::Or;
pub use pace::Backoff;
pub use timeline::{Attempt, Outcome, Timeline};
pub(crate) use watch::percent;
pub use watch::{Availability, Miss, Outage, Watch, WatchRequest};
pub use which::{Verdict, Which};

use crate::Error;

/// States something that can be looked at and is either true or not yet.
///
/// A check never waits by itself: [`Scope::eventually`](crate::Scope::eventually) repeats it. An error ends the wait at
/// once unless it is [transient](Error::is_transient).
///
/// ```
/// use terraproof::{Condition, Error, Observation};
///
/// /// The file exists.
/// struct Exists(std::path::PathBuf);
///
/// impl Condition for Exists {
///     type Value = u64;
///
///     fn sentence(&self) -> String {
///         format!("`{}` exists", self.0.display())
///     }
///
///     async fn check(&self) -> Result<Observation<u64>, Error> {
///         Ok(match std::fs::metadata(&self.0) {
///             Ok(found) => Observation::Met(found.len()),
///             Err(error) => Observation::NotYet(error.kind().to_string()),
///         })
///     }
/// }
/// ```
pub trait Condition: Send + Sync {
    /// What a successful look returns.
    type Value: Send;

    /// Returns what is claimed, as a sentence: "the page is served".
    fn sentence(&self) -> String;

    /// Looks once.
    ///
    /// # Errors
    /// A permanent error says that waiting is of no use; a transient one counts as "not yet", and a
    /// [throttled](Error::throttled) one slows the looks down as well.
    fn check(&self) -> impl Future<Output = Result<Observation<Self::Value>, Error>> + Send;

    /// Claims this and something else; both are looked at at the same time, and the value is the pair.
    ///
    /// ```no_run
    /// # async fn body(t: &terraproof::Scope) -> terraproof::TestResult {
    /// use terraproof::Condition as _;
    ///
    /// let page = t.http().get("https://example.com/").returns(200);
    /// t.eventually(page.and(t.tcp("example.com:22").is_unreachable())).await?;
    /// # Ok(())
    /// # }
    /// ```
    fn and<B: Condition>(self, other: B) -> And<Self, B>
    where
        Self: Sized,
    {
        And::new(self, other)
    }

    /// Claims this or something else of the same value; both are looked at, and this one's value is preferred.
    ///
    /// An error that is permanent on one side leaves the other side its chance.
    ///
    /// ```no_run
    /// # async fn body(t: &terraproof::Scope) -> terraproof::TestResult {
    /// use terraproof::Condition as _;
    ///
    /// let (blue, green) = (t.http().get("http://127.0.0.1:8080/"), t.http().get("http://127.0.0.1:8081/"));
    /// t.eventually(blue.returns(200).or(green.returns(200))).await?;
    /// # Ok(())
    /// # }
    /// ```
    fn or<B: Condition<Value = Self::Value>>(self, other: B) -> Or<Self, B>
    where
        Self: Sized,
    {
        Or::new(self, other)
    }

    /// Claims the opposite. An error is no "no": it stays an error.
    ///
    /// ```no_run
    /// # async fn body(t: &terraproof::Scope) -> terraproof::TestResult {
    /// use terraproof::Condition as _;
    ///
    /// t.eventually(t.http().get("http://127.0.0.1:8080/old").returns(200).not()).await?;
    /// # Ok(())
    /// # }
    /// ```
    fn not(self) -> Not<Self>
    where
        Self: Sized,
    {
        Not::new(self)
    }

    /// Turns the value of a successful look into another one.
    ///
    /// ```no_run
    /// # async fn body(t: &terraproof::Scope) -> terraproof::TestResult {
    /// use terraproof::Condition as _;
    ///
    /// let page = t.http().get("http://127.0.0.1:8080/").returns(200);
    /// let length = t.eventually(page.map(|response| response.body().len())).await?;
    /// # let _ = length;
    /// # Ok(())
    /// # }
    /// ```
    fn map<T: Send, F: Fn(Self::Value) -> T + Send + Sync>(self, turn: F) -> Map<Self, F>
    where
        Self: Sized,
    {
        Map::new(self, turn)
    }

    /// Claims something more about the value; the claim continues the sentence: "which ..".
    ///
    /// The closure returns a `bool`, or a `Result` whose error says what is wrong, such as
    /// [`match_json(..).check(..)`](crate::match_json).
    ///
    /// ```no_run
    /// # async fn body(t: &terraproof::Scope) -> terraproof::TestResult {
    /// use terraproof::Condition as _;
    ///
    /// let open = t.tcp("example.com:443").is_open();
    /// t.eventually(open.which("is an address of version 6", |connection| connection.address().is_ipv6())).await?;
    /// # Ok(())
    /// # }
    /// ```
    fn which<V: Verdict, F: Fn(&Self::Value) -> V + Send + Sync>(
        self,
        claim: impl Into<String>,
        holds: F,
    ) -> Which<Self, F>
    where
        Self: Sized,
    {
        Which::new(self, claim.into(), holds)
    }

    /// Says the same in other words, which stand in messages and in the report.
    ///
    /// ```no_run
    /// # async fn body(t: &terraproof::Scope) -> terraproof::TestResult {
    /// use terraproof::Condition as _;
    ///
    /// t.eventually(t.tcp("10.0.1.7:5432").is_open().described_as("the database is up")).await?;
    /// # Ok(())
    /// # }
    /// ```
    fn described_as(self, sentence: impl Into<String>) -> Described<Self>
    where
        Self: Sized,
    {
        Described::new(self, sentence.into())
    }

    /// Forgets the type, so that conditions of different types fit into one list, for [`all`] for example.
    ///
    /// Give both the same value, with [`map`](Self::map) where they differ.
    ///
    /// ```no_run
    /// # async fn body(t: &terraproof::Scope) -> terraproof::TestResult {
    /// use terraproof::Condition as _;
    ///
    /// let page = t.http().get("https://example.com/").returns(200).map(drop).boxed();
    /// let port = t.tcp("example.com:443").is_open().map(drop).boxed();
    /// t.eventually(terraproof::all([page, port])).await?;
    /// # Ok(())
    /// # }
    /// ```
    fn boxed<'c>(self) -> BoxCondition<'c, Self::Value>
    where
        Self: Sized + 'c,
    {
        BoxCondition::new(self)
    }
}

impl<C: Condition> Condition for &C {
    type Value = C::Value;

    fn sentence(&self) -> String {
        (**self).sentence()
    }

    fn check(&self) -> impl Future<Output = Result<Observation<Self::Value>, Error>> + Send {
        (**self).check()
    }
}
