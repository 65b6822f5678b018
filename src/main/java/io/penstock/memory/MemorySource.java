package io.penstock.memory;

import org.jspecify.annotations.Nullable;

/** One kind of memory, to be read now and then. Asked by one thread at a time, which may be another each time. */
interface MemorySource {

    /** What is in use; null where nothing new is known since the last time. May take some time, so not on an event loop. */
    @Nullable
    MemoryReading read();
}
