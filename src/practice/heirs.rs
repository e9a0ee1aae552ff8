//! Those who have joined, one of whom goes on serving when this process ends: the server's half.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::sync::{mpsc, oneshot};

/// To the heir: it is known here.
pub const KNOWN: u8 = b'k';
/// To the heir: does it take over?
pub const ASKED: u8 = b'?';
/// To the server: it does.
pub const WILLING: u8 = b'y';
/// To the heir: it may take the socket's place. A byte follows: how many other heirs there were.
pub const GO: u8 = b'g';
/// To the server: whoever connects now reaches the heir.
pub const TAKEN: u8 = b't';

/// How long an heir may take to answer; one that was suspended must not hold up the end.
const ANSWER: Duration = Duration::from_secs(1);

/// How long one that took over waits for the other heirs before it hands on in its turn.
const OTHERS_COME: Duration = Duration::from_millis(500);

/// Asks one heir to take over.
type Asking = mpsc::Sender<Question>;

#[derive(Debug)]
struct Question {
    /// How many other heirs there are.
    others: u8,
    /// Whether it has taken over.
    answer: oneshot::Sender<bool>,
}

#[derive(Debug, Default)]
struct Known {
    /// Nobody becomes an heir any more: the end has come.
    closed: bool,
    waiting: Vec<Asking>,
    /// How many more were heirs of the one before, and come here now.
    expected: usize,
}

/// All heirs, those who have joined first before the others.
#[derive(Debug, Default)]
pub struct Heirs(Mutex<Known>);

impl Heirs {
    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// So many heirs of the one before will come.
    pub fn expect(&self, others: u8) {
        self.known().expected = others.into();
    }

    /// `again` says that it was an heir of the one before.
    fn add(&self, again: bool) -> Option<mpsc::Receiver<Question>> {
        let mut known = self.known();
        if known.closed {
            return None;
        }
        known.waiting.retain(|asking| !asking.is_closed());
        let (asking, asked) = mpsc::channel(1);
        known.waiting.push(asking);
        if again {
            known.expected = known.expected.saturating_sub(1);
        }
        Some(asked)
    }

    fn close(&self) -> Vec<Asking> {
        let mut known = self.known();
        known.closed = true;
        std::mem::take(&mut known.waiting)
    }

    /// Lets the first heir that is willing take the socket's place: whether there was one. From now
    /// on nobody becomes an heir.
    pub async fn hand_over(&self) -> bool {
        // They use this engine already, and would find nobody.
        let all_here = async {
            while self.known().expected > 0 {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        };
        let _ = tokio::time::timeout(OTHERS_COME, all_here).await;
        let mut waiting = VecDeque::from(self.close());
        while let Some(asking) = waiting.pop_front() {
            waiting.retain(|other| !other.is_closed());
            let (answer, answered) = oneshot::channel();
            let others = u8::try_from(waiting.len()).unwrap_or(u8::MAX);
            let question = Question { others, answer };
            if asking.send(question).await.is_ok() && answered.await == Ok(true) {
                // The lines of the others end here, so that they turn to the heir.
                return true;
            }
        }
        false
    }
}

/// Keeps an heir's line until it goes away or has taken over.
pub async fn attend<L>(heirs: Arc<Heirs>, mut line: L, again: bool)
where
    L: AsyncRead + AsyncWrite + Unpin,
{
    // Without an answer it learns that it comes too late, and tries again.
    let Some(mut asked) = heirs.add(again) else {
        return;
    };
    if !say(&mut line, KNOWN).await {
        return;
    }
    let mut byte = [0];
    let question = tokio::select! {
        _ = line.read(&mut byte) => None,
        question = asked.recv() => question,
    };
    let Some(Question { others, answer }) = question else {
        return;
    };
    let willing = async { say(&mut line, ASKED).await && hears(&mut line, WILLING).await };
    let mut handed = tokio::time::timeout(ANSWER, willing).await == Ok(true);
    if handed {
        handed = say(&mut line, GO).await && say(&mut line, others).await;
        // Once it was let go, the place is the heir's, also if it is slow to say so.
        let _ = tokio::time::timeout(ANSWER, hears(&mut line, TAKEN)).await;
    }
    let _ = answer.send(handed);
}

/// Sends one byte: whether it could be sent.
pub async fn say(line: &mut (impl AsyncWrite + Unpin), byte: u8) -> bool {
    line.write_all(&[byte]).await.is_ok() && line.flush().await.is_ok()
}

/// Whether this byte is what comes next.
pub async fn hears(line: &mut (impl AsyncRead + Unpin), wanted: u8) -> bool {
    let mut byte = [0];
    line.read_exact(&mut byte).await.is_ok() && byte == [wanted]
}
