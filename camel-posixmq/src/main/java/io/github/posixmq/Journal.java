package io.github.posixmq;

import java.io.Closeable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Receives from a queue so that no message is lost with its receiver. mq_receive(3) removes a message, and who dies with
 * it in hand has lost it; a journal has the kernel copy it into a file mapped into memory, holds it there until it is
 * released, and leaves it to the next journal of the queue if the process dies. That one marks it as redelivered. A
 * message in the middle of whose delivery three processes died goes to quarantine.
 *
 * <p>The files are below {@code /dev/shm} if not asked otherwise, in directories of the user and of the IPC namespace, and
 * survive the process but not the machine, as queues do. A journal also takes over what died before it, when it is opened
 * and every few seconds.
 *
 * <p>Thread rule: all methods may be called by any number of threads at once.
 */
public final class Journal implements Closeable {
    /** Run between the kernel's copy of a message and its record; for tests that kill the process there. */
    static volatile Runnable afterCopy;

    /** Others' files are looked for at every so many looks of the housekeeper, one a second. */
    private static final int LOOKS_FOR_THE_DEAD = 3;

    private static final Set<Path> TOLD_OF_OTHERS = ConcurrentHashMap.newKeySet();

    private final QueueName name;
    /** What the names of this queue's files begin with. */
    private final String prefix;

    private final JournalOptions options;
    private final Housekeeper housekeeper = Housekeeper.acquire();
    private final Runnable look = this::look;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<List<HeldRecord>> ready = new ConcurrentLinkedDeque<>();
    private final Set<MessageQueue> queues = ConcurrentHashMap.newKeySet();
    /** The one of them that came last, which most journals have alone. */
    private volatile MessageQueue newest;

    private final AtomicInteger claims = new AtomicInteger();
    private final AtomicInteger waitingForRoom = new AtomicInteger();
    private volatile JournalFile current;
    private volatile boolean closed;
    private volatile boolean waitsEnded;
    private volatile boolean takeoverDue;
    private final AtomicInteger endings = new AtomicInteger();

    // guarded by lock
    private final Set<JournalFile> files = new LinkedHashSet<>();
    private final Set<Delivery> forgettable = new LinkedHashSet<>();
    private final ArrayList<Future<?>> redeliveries = new ArrayList<>();
    private Deque<Slot> free = new ArrayDeque<>();
    /** Has room for all there may be, so that nothing is allocated when there is no memory. */
    private final Deque<List<HeldRecord>> withoutMemory;

    private final Deque<Slot> stuck;

    private JournalDirectory directory;
    private int inUse;
    private boolean toldFull;

    // of the housekeeper alone
    private int looks;

    private Journal(QueueName name, JournalOptions options) {
        this.name = name;
        this.prefix = JournalDirectory.prefix(name);
        this.options = options;
        this.withoutMemory = new ArrayDeque<>(options.maxHeld() + 1);
        this.stuck = new ArrayDeque<>(options.maxHeld() + 1);
    }

    /**
     * Opens a journal with a file of its own, and takes over what readers of this queue left that are gone.
     *
     * @param queue the queue's name; it need not exist yet
     * @param maxMessageSize the size of its messages in bytes; the file is made anew should the queue turn out to have a
     *     larger one
     * @param options where and how
     * @return a journal, to be closed by the caller
     * @throws QueueUnavailableException if this host has no POSIX message queues
     * @throws MessageQueueException if the directory or the file cannot be created or written, or is not this user's alone;
     *     the message says what to do
     */
    public static Journal open(QueueName queue, int maxMessageSize, JournalOptions options)
            throws MessageQueueException {
        Host.require("open", Objects.requireNonNull(queue, "queue"));
        Journal journal = new Journal(queue, Objects.requireNonNull(options, "options"));
        try {
            journal.open(maxMessageSize);
        } catch (MessageQueueException e) {
            journal.close();
            throw e;
        }
        return journal;
    }

    private void open(int maxMessageSize) throws MessageQueueException {
        if (options.isInMemory()) {
            renew(maxMessageSize);
        } else {
            directory = JournalDirectory.open(options.directory(), name);
            renew(maxMessageSize);
            takeOverTheDead();
            tellOfOthers();
        }
        housekeeper.watch(look);
    }

    /** What dead processes of other users hold cannot be read, but it can be said once where it would be. */
    private void tellOfOthers() {
        options.othersDirectories().forEach((path, owner) -> {
            if (TOLD_OF_OTHERS.add(path)) {
                tell(listener -> listener.othersHold(path, owner));
            }
        });
    }

    /**
     * Receives from a queue, or hands out again what is due. Waits for room while as many deliveries are held as may be.
     *
     * @param queue an open queue of this journal's name; may change when the queue is opened again
     * @param timeout longest wait; zero or less is at once
     * @return a delivery, or null if there was none all that time
     * @throws QueueClosedException if the queue's handle or this journal is closed, before the call or during it
     * @throws WaitEndedException if the thread is interrupted while it waits, or waits have been ended on the queue or here
     * @throws IllegalStateException if as many are held as may be and the options say to fail then; it names them
     * @throws MessageQueueException for any other error of mq_receive(3) or of the journal's file
     */
    public Delivery receive(MessageQueue queue, Duration timeout) throws MessageQueueException {
        Deadline deadline = Deadline.after(timeout);
        int endingsBefore = endings.get();
        introduce(queue);
        while (true) {
            takeOverIfDue();
            List<HeldRecord> again = ready.poll();
            if (again != null) {
                return deliverAgain(again);
            }
            Slot slot = claim(queue.maxMessageSize(), deadline, endingsBefore);
            if (slot != null) {
                Delivery received = receive(queue, slot, deadline);
                if (received != null) {
                    return received;
                }
            }
            if (deadline.isOver() && ready.isEmpty()) {
                return null;
            }
        }
    }

    private void introduce(MessageQueue queue) {
        if (queue != newest && !queues.contains(queue)) {
            queues.removeIf(MessageQueue::isClosed);
            queues.add(queue);
            newest = queue;
        }
    }

    /** A slot for the next message; null if something is ready instead, or the deadline came first. */
    private Slot claim(int maxMessageSize, Deadline deadline, int endingsBefore) throws MessageQueueException {
        lock.lock();
        try {
            while (true) {
                checkOpen();
                if (current.maxMessageSize() < maxMessageSize) {
                    renew(maxMessageSize);
                }
                if (inUse < options.maxHeld() && !free.isEmpty()) {
                    inUse++;
                    current.working++;
                    current.held++;
                    claims.incrementAndGet();
                    return free.pop();
                }
                if (!awaitRoom(deadline, endingsBefore)) {
                    return null;
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** False if there is no point in waiting on. */
    private boolean awaitRoom(Deadline deadline, int endingsBefore) throws MessageQueueException {
        waitingForRoom.incrementAndGet();
        try {
            failIfForgotten();
            tellFull();
            if (!ready.isEmpty() || takeoverDue || deadline.isOver()) {
                return false;
            }
            if (waitsEnded || endings.get() != endingsBefore) {
                throw Failures.waitsEnded("mq_receive", name);
            }
            return await(deadline.left()) && ready.isEmpty() && !takeoverDue;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failures.interrupted("mq_receive", name);
        } finally {
            waitingForRoom.decrementAndGet();
        }
    }

    @SuppressWarnings("WaitNotInLoop") // claim() is the loop
    private boolean await(long nanos) throws InterruptedException {
        return changed.awaitNanos(nanos) > 0;
    }

    private void failIfForgotten() {
        if (forgettable.size() >= options.maxHeld()) {
            throw new IllegalStateException(forgettable.size() + " messages of " + name
                    + " are held, which is as many as may be (maxHeld), and nobody has released them: " + forgettable
                    + ". Complete their exchanges (ConsumerTemplate.doneUoW(exchange)), or raise maxHeld.");
        }
    }

    /** Slots that readers have only claimed are not held. */
    private void tellFull() {
        if (!toldFull && claims.get() == 0) {
            toldFull = true;
            tell(listener -> listener.full(inUse));
        }
    }

    private void checkOpen() throws QueueClosedException {
        if (closed) {
            throw Failures.closed("mq_receive", name);
        }
    }

    private Delivery receive(MessageQueue queue, Slot slot, Deadline deadline) throws MessageQueueException {
        List<HeldRecord> received = List.of();
        try {
            received = options.batch() == null ? one(queue, slot, deadline) : batch(queue, slot, deadline);
        } finally {
            int others = claims.decrementAndGet();
            if (received.isEmpty()) {
                giveBack(slot);
            } else if (others == 0 && waitingForRoom.get() > 0) {
                signalChange();
            }
        }
        return received.isEmpty() ? null : handOut(received);
    }

    private List<HeldRecord> one(MessageQueue queue, Slot slot, Deadline deadline) throws MessageQueueException {
        HeldRecord message = copy(queue, slot, deadline, elsewhere(slot));
        return message == null ? List.of() : List.of(message);
    }

    private List<HeldRecord> batch(MessageQueue queue, Slot slot, Deadline deadline) throws MessageQueueException {
        HeldRecord first = copy(queue, slot, deadline, elsewhere(slot));
        if (first == null) {
            return List.of();
        }
        BatchLimits limits = options.batch();
        Deadline complete = deadline.isOver() ? Deadline.now() : Deadline.after(limits.maxWait());
        List<HeldRecord> all = new ArrayList<>();
        long bytes = 0;
        for (HeldRecord next = first; next != null; next = oneMore(queue, slot, complete)) {
            all.add(next);
            bytes += next.length();
            if (all.size() >= limits.messages() || bytes >= limits.bytes() || !slot.hasRoom()) {
                break;
            }
        }
        return all;
    }

    /** Null also if waiting fails: what has been collected is delivered first, and the error comes again. */
    private HeldRecord oneMore(MessageQueue queue, Slot slot, Deadline complete) {
        try {
            return copy(queue, slot, complete, () -> closed || slot.file() != current);
        } catch (MessageQueueException comesAgain) {
            return null;
        }
    }

    private HeldRecord copy(MessageQueue queue, Slot slot, Deadline deadline, BooleanSupplier elsewhere)
            throws MessageQueueException {
        slot.makeRoom();
        int length = queue.receive(slot.bodyAddress(), slot.priorityAddress(), deadline, elsewhere);
        if (length == MessageQueue.NONE) {
            return null;
        }
        Runnable hook = afterCopy;
        if (hook != null) {
            hook.run();
        }
        return slot.append(length);
    }

    /** A reader does not wait for a message while one is to be handed out again, or something is to be done first. */
    private BooleanSupplier elsewhere(Slot slot) {
        return () -> closed || takeoverDue || slot.file() != current || !ready.isEmpty();
    }

    private void giveBack(Slot slot) {
        lock.lock();
        try {
            if (!slot.isEmpty()) {
                // there was no memory even to hand the message on; it is held
                stuck.add(slot);
                slot.file().working--;
                settle(slot.file());
                return;
            }
            inUse--;
            slot.file().working--;
            slot.file().held--;
            if (slot.file() == current) {
                free.push(slot);
            }
            settle(slot.file());
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private Delivery handOut(List<HeldRecord> records) {
        Delivery delivery;
        try {
            delivery = new Delivery(this, records);
        } catch (OutOfMemoryError e) {
            notHandedOut(records);
            throw e;
        }
        for (HeldRecord each : records) {
            each.deliver();
        }
        if (options.isFailAtMaxHeld()) {
            remember(delivery);
        }
        return delivery;
    }

    /** No memory for the bodies: they stay held, and the housekeeper's next look has them tried again. */
    private void notHandedOut(List<HeldRecord> records) {
        lock.lock();
        try {
            withoutMemory.add(records);
            fileOf(records).working--;
        } finally {
            lock.unlock();
        }
    }

    private void remember(Delivery delivery) {
        lock.lock();
        try {
            forgettable.add(delivery);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private Delivery deliverAgain(List<HeldRecord> records) throws MessageQueueException {
        lock.lock();
        try {
            checkOpen();
            fileOf(records).working++;
            return handOut(records);
        } finally {
            lock.unlock();
        }
    }

    private static JournalFile fileOf(List<HeldRecord> records) {
        return records.get(0).slot().file();
    }

    void release(Delivery delivery) {
        lock.lock();
        try {
            if (delivery.finish()) {
                done(delivery);
            }
        } finally {
            lock.unlock();
        }
    }

    private void done(Delivery delivery) {
        JournalFile file = fileOf(delivery.records());
        for (HeldRecord each : delivery.records()) {
            if (each.done() && file == current) {
                each.slot().clear();
                free.push(each.slot());
            }
        }
        file.held--;
        inUse--;
        toldFull = false;
        leave(file, delivery);
    }

    /** A delivery is no longer worked on. */
    private void leave(JournalFile file, Delivery delivery) {
        file.working--;
        if (options.isFailAtMaxHeld()) {
            forgettable.remove(delivery);
        }
        if (closed || file != current) {
            settle(file);
        }
        changed.signalAll();
    }

    void putBack(Delivery delivery, Duration delay) {
        again(delivery, delay, false);
    }

    void redeliver(Delivery delivery, Duration delay) {
        again(delivery, delay, true);
    }

    private void again(Delivery delivery, Duration delay, boolean failed) {
        lock.lock();
        try {
            if (!delivery.finish()) {
                return;
            }
            for (HeldRecord each : delivery.records()) {
                if (failed) {
                    each.fail();
                } else {
                    each.hold();
                }
            }
            scheduleOrKeep(delivery.records(), delay);
            leave(fileOf(delivery.records()), delivery);
        } finally {
            lock.unlock();
        }
        if (!ready.isEmpty()) {
            wakeReaders();
        }
    }

    /** Without memory to schedule them they are handed out after the housekeeper's next look. */
    private void scheduleOrKeep(List<HeldRecord> records, Duration delay) {
        try {
            schedule(records, Deadline.after(delay).left());
        } catch (OutOfMemoryError e) {
            withoutMemory.add(records);
        }
    }

    /** Has them handed out again later; once closed, the next journal does. */
    private void schedule(List<HeldRecord> records, long nanos) {
        if (closed) {
            return;
        }
        if (nanos == 0) {
            ready.add(records);
            return;
        }
        redeliveries.removeIf(Future::isDone);
        // what is scheduled must not fail to be noted
        redeliveries.ensureCapacity(redeliveries.size() + 1);
        redeliveries.add(housekeeper.after(Math.min(nanos, TimeUnit.DAYS.toNanos(1)), () -> {
            ready.add(records);
            wakeReaders();
        }));
    }

    private void signalChange() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void wakeReaders() {
        signalChange();
        queues.forEach(MessageQueue::wakeWaiters);
    }

    List<Path> quarantine(Delivery delivery, String reason) throws MessageQueueException {
        if (options.isInMemory()) {
            throw new UnsupportedOperationException("a journal in memory has no quarantine");
        }
        List<Path> stored = new ArrayList<>();
        lock.lock();
        try {
            if (!delivery.finish()) {
                return stored;
            }
            for (HeldRecord each : delivery.records()) {
                stored.add(quarantine(each, reason));
            }
            done(delivery);
            return stored;
        } catch (MessageQueueException e) {
            delivery.records().forEach(HeldRecord::hold);
            schedule(delivery.records(), TimeUnit.SECONDS.toNanos(1));
            leave(fileOf(delivery.records()), delivery);
            throw e;
        } finally {
            lock.unlock();
        }
    }

    private Path quarantine(HeldRecord message, String reason) throws MessageQueueException {
        Path stored = Quarantine.store(directory, name, message, reason);
        tell(listener -> listener.quarantined(stored, message.priority(), message.length(), reason));
        return stored;
    }

    /** Makes another file the current one. What the old one holds stays in it until it is released. */
    private void renew(int maxMessageSize) throws MessageQueueException {
        lock.lock();
        try {
            JournalFile old = current;
            long slotBytes = slotBytes(maxMessageSize);
            JournalFile file = options.isInMemory()
                    ? JournalFile.inMemory(name, options.maxHeld(), slotBytes, maxMessageSize)
                    : JournalFile.create(directory, name, options.maxHeld(), slotBytes, maxMessageSize);
            Deque<Slot> slots = new ArrayDeque<>();
            for (int i = 0; i < file.slots(); i++) {
                slots.add(file.slot(i));
            }
            files.add(file);
            free = slots;
            current = file;
            if (old != null) {
                settle(old);
            }
        } finally {
            lock.unlock();
        }
        wakeReaders();
    }

    private long slotBytes(int maxMessageSize) {
        BatchLimits batch = options.batch();
        long largest = RecordLayout.bytes(maxMessageSize);
        if (batch == null) {
            return largest;
        }
        long overhead = (long) batch.messages() * RecordLayout.bytes(1);
        return Math.min(batch.messages() * largest, batch.bytes() + overhead + largest);
    }

    /** Lets go of a file that nobody needs any more: removes it if it is empty, leaves it to the next journal if not. */
    private void settle(JournalFile file) {
        boolean needed = file.working > 0 || (!closed && (file == current || file.held > 0));
        if (!needed && files.remove(file)) {
            file.close(file.held == 0);
            if (closed && files.isEmpty() && directory != null) {
                directory.release();
            }
        }
    }

    /**
     * The housekeeper's look. Taking over is left to the next reader: it takes time, and who does not receive would only
     * keep what he took over from those who do.
     */
    private void look() {
        try {
            recreateIfUnlinked();
        } catch (MessageQueueException e) {
            tell(listener -> listener.failed(e));
        }
        boolean again = tryAgainWithoutMemory();
        if (!options.isInMemory() && ++looks % LOOKS_FOR_THE_DEAD == 0 && isBesideOthers()) {
            takeoverDue = true;
            again = true;
        }
        if (again) {
            wakeReaders();
        }
    }

    private boolean isBesideOthers() {
        JournalDirectory place = placeUnlessClosed();
        if (place == null) {
            return false;
        }
        try {
            return !ofOthers(place.recentNames()).isEmpty();
        } catch (MessageQueueException e) {
            // the reader that tries to take over meets the same and says so
            return true;
        } finally {
            place.release();
        }
    }

    /** Those files of this queue that are not this journal's, so that they may be left by the dead. */
    private List<String> ofOthers(List<String> fileNames) {
        lock.lock();
        try {
            return fileNames.stream()
                    .filter(each -> each.startsWith(prefix) && !JournalFile.isAside(each))
                    .filter(each -> files.stream().noneMatch(own -> own.name().equals(each)))
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    private boolean tryAgainWithoutMemory() {
        lock.lock();
        try {
            boolean any = false;
            for (List<HeldRecord> next = withoutMemory.peek(); next != null; next = withoutMemory.peek()) {
                ready.add(next);
                withoutMemory.remove();
                any = true;
            }
            for (Slot next = stuck.peek(); next != null; next = stuck.peek()) {
                ready.add(next.records());
                stuck.remove();
                any = true;
            }
            return any;
        } finally {
            lock.unlock();
        }
    }

    private void takeOverIfDue() {
        if (takeoverDue) {
            takeoverDue = false;
            try {
                takeOverTheDead();
            } catch (MessageQueueException e) {
                tell(listener -> listener.failed(e));
            }
        }
    }

    /** A listener that throws must not leave anything half done here; its thread's handler hears of it. */
    private void tell(Consumer<JournalListener> news) {
        try {
            news.accept(options.listener());
        } catch (RuntimeException e) {
            Thread me = Thread.currentThread();
            me.getUncaughtExceptionHandler().uncaughtException(me, e);
        }
    }

    private void recreateIfUnlinked() throws MessageQueueException {
        lock.lock();
        try {
            if (closed || !current.isUnlinked()) {
                return;
            }
            JournalDirectory again = JournalDirectory.open(options.directory(), name);
            directory.release();
            directory = again;
            renew(current.maxMessageSize());
        } finally {
            lock.unlock();
        }
        tell(listener -> listener.recreated(current.path()));
    }

    private void takeOverTheDead() throws MessageQueueException {
        JournalDirectory place = placeUnlessClosed();
        if (place == null) {
            return;
        }
        try {
            for (String file : ofOthers(place.names())) {
                lookAt(place, file);
            }
        } finally {
            place.release();
        }
    }

    private JournalDirectory placeUnlessClosed() {
        lock.lock();
        try {
            return closed ? null : directory.retain();
        } finally {
            lock.unlock();
        }
    }

    /** One file that makes trouble must not keep the others from being taken over. */
    private void lookAt(JournalDirectory place, String fileName) {
        try {
            if (JournalFile.isTemporary(fileName)) {
                JournalFile.removeIfAbandoned(place, fileName);
            } else if (JournalFile.isJournal(fileName)) {
                takeOver(place, fileName);
            }
        } catch (MessageQueueException e) {
            tell(listener -> listener.failed(e));
        }
    }

    private void takeOver(JournalDirectory place, String fileName) throws MessageQueueException {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            JournalFile file = JournalFile.takeOver(place, fileName, name);
            if (file == null) {
                return;
            }
            adopt(file);
        } catch (JournalFile.Unreadable e) {
            Path aside = JournalFile.setAside(place, fileName);
            tell(listener -> listener.setAside(aside, e.wrong()));
        } finally {
            lock.unlock();
        }
        wakeReaders();
    }

    private void adopt(JournalFile file) throws JournalFile.Unreadable {
        List<List<HeldRecord>> survivors;
        try {
            survivors = file.survivors();
        } catch (JournalFile.Unreadable e) {
            file.close(false);
            throw e;
        }
        files.add(file);
        List<List<HeldRecord>> groups = new ArrayList<>();
        for (List<HeldRecord> slot : survivors) {
            groups.addAll(groups(slot));
        }
        groups.sort(Comparator.comparingLong(group -> group.get(0).sequence()));
        file.held += groups.size();
        inUse += groups.size();
        ready.addAll(groups);
        settle(file);
        int messages = survivors.stream().mapToInt(List::size).sum();
        if (messages > 0) {
            tell(listener -> listener.takenOver(file.path(), file.pid(), messages));
        }
    }

    /** What of a slot is delivered together; those that go to quarantine are not among it. */
    private List<List<HeldRecord>> groups(List<HeldRecord> slot) {
        List<List<HeldRecord>> groups = new ArrayList<>();
        List<HeldRecord> together = new ArrayList<>();
        for (HeldRecord each : slot) {
            if (each.deaths() >= options.maxDeaths()) {
                quarantineTheDeadly(each);
            } else if (options.batch() == null || each.deaths() == options.maxDeaths() - 1) {
                // in a batch nobody can tell which message kills: before the last try each gets one of its own
                groups.add(List.of(each));
            } else {
                together.add(each);
            }
        }
        if (!together.isEmpty()) {
            groups.add(together);
        }
        return groups;
    }

    private void quarantineTheDeadly(HeldRecord message) {
        try {
            quarantine(message, message.deaths() + " processes died in the middle of its delivery");
            message.done();
        } catch (MessageQueueException e) {
            // it stays where it is, and is not delivered; the next journal that takes the file over tries again
            message.slot().file().held++;
            tell(listener -> listener.failed(e));
        }
    }

    /**
     * How many deliveries are held: handed out and not released, waiting to be handed out again, or taken over.
     *
     * @return 0 or more
     */
    public int held() {
        lock.lock();
        try {
            return inUse - claims.get();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends the waits for room, now and until {@link #allowWaits}, with {@link WaitEndedException}. Those for messages are
     * ended by {@link MessageQueue#endWaits}.
     */
    public void endWaits() {
        waitsEnded = true;
        endings.incrementAndGet();
        wakeReaders();
    }

    /** Lets readers wait for room again. */
    public void allowWaits() {
        waitsEnded = false;
    }

    /**
     * Closes the journal. What it holds and nobody works on is left to the next journal of this queue; its file is given
     * up, or removed if it is empty. What somebody still works on keeps the file until that is finished, so that nobody
     * delivers it a second time meanwhile; should the process end before, that is no death in the middle of a delivery.
     * Closing again has no effect. Does not wait.
     */
    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            housekeeper.unwatch(look);
            redeliveries.forEach(each -> each.cancel(false));
            ready.clear();
            if (files.isEmpty() && directory != null) {
                directory.release();
            }
            files.forEach(JournalFile::holdAll);
            List.copyOf(files).forEach(this::settle);
        } finally {
            lock.unlock();
        }
        wakeReaders();
        Housekeeper.release();
    }
}
