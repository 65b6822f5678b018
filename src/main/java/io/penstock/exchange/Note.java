package io.penstock.exchange;

import org.jspecify.annotations.Nullable;

/** Something that a gate remembers of an exchange, and what was noted before it. */
record Note(Object owner, Object state, @Nullable Note before) {

    /** The newest that the owner has noted; null where there is nothing. */
    static @Nullable Object find(@Nullable Note newest, Object owner) {
        Note note = newest;
        while (note != null && note.owner != owner) {
            note = note.before;
        }
        return note == null ? null : note.state;
    }
}
