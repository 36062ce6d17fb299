/**
 * Foundation models: what answers a request, and everything a request and an answer are made of.
 *
 * <p>Start at {@link io.fmops.model.Models#open(String)}, which finds a provider on the class path
 * and gives a {@link io.fmops.model.FoundationModel}. Build a
 * {@link io.fmops.model.GenerateRequest}; read a {@link io.fmops.model.GenerateResponse} whole, or
 * a {@link io.fmops.model.ModelStream} event by event. Whatever goes wrong is a
 * {@link io.fmops.model.ModelException}.
 *
 * <p>Who writes a provider starts at {@code io.fmops.model.spi}.
 */
@NullMarked
package io.fmops.model;

import org.jspecify.annotations.NullMarked;
