package io.penstock.token;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A disk that stops at a chosen step, as with a loss of power, and shows every content that may be found afterwards: what was
 * not made durable may be there, be gone, or be there in part.
 */
final class FakeDisk implements StoreDisk {

    private byte @Nullable [] durable;
    private byte @Nullable [] visible;
    private byte @Nullable [] fresh;
    private boolean freshDurable;
    private int stepsLeft = Integer.MAX_VALUE;

    /** A disk that has this file, or none. */
    FakeDisk(byte @Nullable [] content) {
        durable = content;
        visible = content;
    }

    /** Lets so many more steps succeed and no other. */
    void stopAfter(int steps) {
        stepsLeft = steps;
    }

    /** What may be found after the power went. */
    List<byte @Nullable []> afterPowerLoss() {
        List<byte @Nullable []> found = new ArrayList<>();
        found.add(durable);
        if (visible != durable) {
            found.add(visible);
        }
        return found;
    }

    @Override
    public byte @Nullable [] read() {
        return visible;
    }

    @Override
    public void writeNew(byte[] content) throws IOException {
        step();
        fresh = content.clone();
        freshDurable = false;
    }

    @Override
    public void syncNew() throws IOException {
        step();
        freshDurable = true;
    }

    @Override
    public void replace() throws IOException {
        step();
        byte[] replacing = fresh;
        if (replacing == null) {
            throw new AssertionError("nothing was written");
        }
        // Of a file that is renamed before its bytes are durable, any part may be found.
        visible = freshDurable ? replacing : Arrays.copyOf(replacing, replacing.length / 2);
    }

    @Override
    public void syncDirectory() throws IOException {
        step();
        durable = visible;
    }

    private void step() throws IOException {
        if (stepsLeft-- <= 0) {
            throw new IOException("the power is gone");
        }
    }
}
