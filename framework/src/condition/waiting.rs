//! The record of one wait.

use terraproof_terraform::Redactor;

use super::Timeline;
use crate::Scope;
use crate::report::Doing;

/// Records a wait when it is dropped: a wait that the end of the test cuts short is in the record too.
pub(super) struct Waiting<'s> {
    scope: &'s Scope,
    sentence: String,
    pub(super) timeline: Timeline,
    pub(super) met: bool,
    _doing: Doing,
}

impl<'s> Waiting<'s> {
    pub(super) fn begin(scope: &'s Scope, sentence: String) -> Self {
        let _doing = scope.inner().recorder().doing(format!("the wait for `{sentence}`"));
        Self { scope, sentence, timeline: Timeline::default(), met: false, _doing }
    }

    pub(super) fn redactor(&self) -> Redactor {
        self.scope.inner().recorder().redactor().clone()
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.scope.record_wait(&self.sentence, std::mem::take(&mut self.timeline), self.met);
    }
}
