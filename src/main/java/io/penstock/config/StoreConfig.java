package io.penstock.config;

/** What outlives the process. */
public record StoreConfig(
        @Setting(
                value =
                        "Directory that holds it, made where there is none, readable by its owner only. A relative path starts at the working directory.",
                byDefault = "penstock-data")
        String dir) {}
