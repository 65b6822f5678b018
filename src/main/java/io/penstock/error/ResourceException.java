package io.penstock.error;

/** Memory, descriptors or another means of the process ran out. */
public final class ResourceException extends PenstockException {
    /** A failure of this kind with what happened in this occurrence. */
    public ResourceException(Problem problem, String detail) {
        this(problem, detail, Origin.NONE);
    }

    private ResourceException(Problem problem, String detail, Origin origin) {
        super(problem, detail, false, -1, origin);
    }

    @Override
    public ResourceException at(Origin origin) {
        return new ResourceException(problem(), detail(), origin);
    }
}
