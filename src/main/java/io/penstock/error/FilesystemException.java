package io.penstock.error;

/** A file could not be read or written. */
public final class FilesystemException extends PenstockException {
    /** A failure of this kind with what happened in this occurrence. */
    public FilesystemException(Problem problem, String detail) {
        this(problem, detail, Origin.NONE);
    }

    private FilesystemException(Problem problem, String detail, Origin origin) {
        super(problem, detail, false, -1, origin);
    }

    @Override
    public FilesystemException at(Origin origin) {
        return new FilesystemException(problem(), detail(), origin);
    }
}
