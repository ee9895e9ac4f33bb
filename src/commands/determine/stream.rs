//! JSON lines to JSON lines, a block of lines at a time: a nation's plans fit where one file's lines would not.
//!
//! Several threads read, determine and write out blocks. In the order of the file each block is then looked
//! at for references that came before, and written. Of the children nothing is kept but digests of
//! references and pupil numbers, by which a repeat is found.

mod block;
mod input;
mod repeats;

use std::io::Write as _;
use std::path::Path;
use std::sync::mpsc::{self, SyncSender};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use crate::export::WholeFile;
use crate::import::{Format, SourceFile};
use crate::needs::BandId;
use crate::rules::RuleSet;

use super::super::Console;
use super::Determine;
use super::summary::Summary;

use block::{Done, Outcome, Worker};
use input::Input;
use repeats::Repeats;

/// More threads than this would wait for the file.
const THREADS_MOST: usize = 8;

/// Whether a file says that it is JSON lines, and is not in an encoding that must be read as a whole.
pub(super) fn fits(path: &Path) -> bool {
    let is_json_lines = Format::of_name(&path.to_string_lossy()) == Some(Format::JsonLines);
    is_json_lines
        && SourceFile::head(path, 2).is_ok_and(|head| {
            let marks: [&[u8]; 2] = [&[0xFF, 0xFE], &[0xFE, 0xFF]];
            !marks.contains(&head.bytes.as_slice())
        })
}

/// Sentences that may wait to be printed.
const LISTED_AHEAD: usize = 1024;

/// Determines a file of JSON lines into another.
///
/// # Errors
/// A sentence: the file cannot be read, is not what its name says, holds no record, or the result cannot be
/// written. Nothing is left behind then.
pub(super) fn determine(
    asked: &Determine,
    rules: &RuleSet,
    console: &mut Console<'_>,
) -> Result<Summary, String> {
    let input = Input::open(&asked.profiles)?;
    let source = input.named();
    let file = WholeFile::begin(&asked.out).map_err(|error| error.to_string())?;
    let input = Mutex::new(Ok(input));
    let output = Mutex::new(Output {
        next: 0,
        file,
        summary: Summary::begun(rules, asked.on),
        repeats: Repeats::default(),
        unknown: None,
        is_known: false,
        failed: None,
    });
    let moved_on = Condvar::new();
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let (listing, listed) = mpsc::sync_channel(LISTED_AHEAD);
    thread::scope(|scope| {
        for _ in 0..threads.min(THREADS_MOST) {
            let listing = listing.clone();
            let (source, input, output, moved_on) = (&source, &input, &output, &moved_on);
            scope.spawn(move || {
                let rules = rules.of_its_own();
                let mut worker = Worker::of(asked, &rules, source);
                work(&mut worker, input, output, moved_on, &listing);
            });
        }
        // The list ends when the last thread lets go of its end.
        drop(listing);
        for sentence in listed {
            console.say(sentence);
        }
    });
    let output = output.into_inner().unwrap_or_else(PoisonError::into_inner);
    let read = input.into_inner().unwrap_or_else(PoisonError::into_inner);
    read?;
    if let Some(why) = output.failed {
        return Err(why);
    }
    if let Some(why) = output.unknown.filter(|_| !output.is_known) {
        return Err(why);
    }
    let summary = output.summary;
    if summary.determined + summary.blocked + summary.refused == 0 {
        return Err(format!("{}: no line is about a child", source.name));
    }
    output.file.put().map_err(|error| error.to_string())?;
    for left_out in &summary.left_out_lines {
        console.say(format_args!(
            "{}: left out: {}",
            left_out.place(),
            left_out.reason
        ));
    }
    Ok(summary)
}

/// Takes blocks until there are no more.
fn work(
    worker: &mut Worker<'_>,
    input: &Mutex<Result<Input, String>>,
    output: &Mutex<Output>,
    moved_on: &Condvar,
    listing: &SyncSender<String>,
) {
    let mut done = Done::default();
    loop {
        let taken = {
            let mut input = lock(input);
            let next = match input.as_mut() {
                Ok(open) => open.next(std::mem::take(&mut done.text)),
                // Another thread found that the file cannot be read on.
                Err(_) => return,
            };
            match next {
                Ok(block) => block,
                Err(why) => {
                    *input = Err(why);
                    lock(output).failed.get_or_insert_default();
                    moved_on.notify_all();
                    return;
                }
            }
        };
        let Some(block) = taken else {
            return;
        };
        let sequence = block.sequence;
        worker.determine(block, &mut done);
        let mut output = lock(output);
        while output.next != sequence && output.failed.is_none() {
            output = moved_on
                .wait(output)
                .unwrap_or_else(PoisonError::into_inner);
        }
        if output.failed.is_none()
            && let Err(why) = output.take(&done, worker, listing)
        {
            output.failed = Some(why);
        }
        output.next += 1;
        moved_on.notify_all();
    }
}

/// A thread that panicked leaves nothing half done that another could be misled by: the file is not kept.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The result so far, in the order of the file.
struct Output {
    /// The block that comes next.
    next: u64,
    file: WholeFile,
    summary: Summary,
    repeats: Repeats,
    /// Why the first line without a key that is known is of no use.
    unknown: Option<String>,
    /// Whether some line has a key that is known.
    is_known: bool,
    failed: Option<String>,
}

impl Output {
    /// Takes a block: counts and lists it, and writes its results; a line whose reference came before is
    /// read again, to say so.
    fn take(
        &mut self,
        done: &Done,
        worker: &Worker<'_>,
        listing: &SyncSender<String>,
    ) -> Result<(), String> {
        let mut written = 0;
        for made in &done.made {
            self.is_known |= made.reference.is_some();
            let repeated = made
                .reference
                .and_then(|reference| self.repeats.reference(reference, made.row));
            let upn = made.upn.filter(|_| repeated.is_none());
            let upn_of = upn.and_then(|upn| self.repeats.upn(upn, made.row));
            let mut again = Vec::new();
            let outcome = if repeated.is_some() || upn_of.is_some() {
                let line = done.text.get(made.text.clone()).unwrap_or_default();
                worker.again(line, made.row, repeated, upn_of, &mut again)
            } else {
                None
            };
            if outcome.is_some() {
                self.write(done.out.get(written..made.out.start).unwrap_or_default())?;
                self.write(&again)?;
                written = made.out.end;
            }
            self.count(outcome.as_ref().unwrap_or(&made.outcome), listing);
        }
        self.write(done.out.get(written..).unwrap_or_default())?;
        if self.unknown.is_none() {
            self.unknown.clone_from(&done.unknown);
        }
        for (row, reason) in &done.left_out {
            self.summary.leave_out(*row, reason);
        }
        Ok(())
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), String> {
        let written = self.file.write_all(bytes);
        written.map_err(|error| format!("the result cannot be written: {error}"))
    }

    fn count(&mut self, outcome: &Outcome, listing: &SyncSender<String>) {
        let band = outcome.band.as_ref().map(BandId::as_str);
        self.summary.count(outcome.became, band, outcome.top_up);
        self.summary.warned += usize::from(outcome.is_warned);
        for sentence in &outcome.listed {
            // The other end stands until every thread is done.
            let _ = listing.send(sentence.clone());
        }
    }
}
