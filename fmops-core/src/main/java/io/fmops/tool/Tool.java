package io.fmops.tool;

import io.fmops.model.ContentBlock;
import io.fmops.model.ToolDefinition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * Something that a model may have done: what the model is told of it, and the code that does it.
 * Immutable; as thread-safe as its handler, which is called from several threads at once.
 *
 * <pre>{@code
 * record WeatherArgs(@Description("city and country") String place) {}
 *
 * Tool weather = Tool.of(
 *     "get_weather", "The weather now", WeatherArgs.class, args -> service.now(args.place()));
 * }</pre>
 */
public final class Tool {

  /** How long a handler may take unless {@link #withTimeout} says otherwise. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

  /** The longest text that a tool may give, in characters; a longer one is a failure. */
  public static final int MAX_RESULT = 1_000_000;

  private final ToolDefinition definition;
  private final Duration timeout;
  private final Function<String, Object> reader;
  private final Handler<Object> handler;

  /**
   * Does what the tool is for.
   *
   * @param <A> the arguments
   */
  @FunctionalInterface
  public interface Handler<A> {

    /**
     * Does it. Interrupted when the time is up or nobody wants the result any more.
     *
     * @param arguments checked against the schema, but foreign all the same
     * @return a {@code String} or a {@link ContentBlock} for the model as it is, a list of
     *     {@link ContentBlock}s, or a record, number, boolean, enum, date, or a list or map of
     *     these, which becomes JSON
     * @throws ToolException if the model shall know what went wrong
     * @throws Exception if it shall only know that something did
     */
    Object handle(A arguments) throws Exception;
  }

  private Tool(
      ToolDefinition definition,
      Duration timeout,
      Function<String, Object> reader,
      Handler<Object> handler) {
    this.definition = definition;
    this.timeout = timeout;
    this.reader = reader;
    this.handler = handler;
  }

  /**
   * A tool whose arguments are a record.
   *
   * @param <A> the record
   * @param name 1 to 64 letters, digits, hyphens and underscores
   * @param description tells the model when and how to use the tool
   * @param arguments the record, as {@link JsonType} knows it
   * @param handler does what the tool is for
   * @return the tool
   * @throws IllegalArgumentException if the name is malformed or the record has no JSON schema
   */
  public static <A extends Record> Tool of(
      String name, String description, Class<A> arguments, Handler<? super A> handler) {
    JsonType<A> type = JsonType.of(arguments);
    Objects.requireNonNull(handler, "handler");
    return new Tool(
        new ToolDefinition(name, description, type.schema()),
        DEFAULT_TIMEOUT,
        type::read,
        value -> handler.handle(arguments.cast(value)));
  }

  /**
   * A tool with a schema written by hand. What {@link SchemaCheck} knows of the schema is checked
   * before the handler is called; whatever else it says is for the model only, and the handler's to
   * check.
   *
   * @param definition what the model is told
   * @param handler gets texts as {@code String}, whole numbers as {@code Long} or
   *     {@code BigInteger}, others as {@code BigDecimal}, and {@code Boolean}, {@code List} and
   *     {@code Map}; fields that are null are left out
   * @return the tool
   */
  public static Tool of(ToolDefinition definition, Handler<Map<String, Object>> handler) {
    SchemaCheck check = SchemaCheck.of(definition.parameters());
    Objects.requireNonNull(handler, "handler");
    return new Tool(
        definition, DEFAULT_TIMEOUT, check::read, value -> handler.handle(asArguments(value)));
  }

  @SuppressWarnings("unchecked") // made by SchemaCheck.read
  private static Map<String, Object> asArguments(Object value) {
    return (Map<String, Object>) value;
  }

  /**
   * The same tool with another limit of time. Past it, the handler is interrupted and the model
   * told; the limit includes the wait for a thread.
   *
   * @param limit more than zero
   * @return the tool
   * @throws IllegalArgumentException if the limit is zero or less
   */
  public Tool withTimeout(Duration limit) {
    if (limit.isZero() || limit.isNegative()) {
      throw new IllegalArgumentException("timeout is " + limit + "; it must be above zero");
    }
    return new Tool(definition, limit, reader, handler);
  }

  /**
   * What the model is told.
   *
   * @return name, description and schema
   */
  public ToolDefinition definition() {
    return definition;
  }

  /**
   * How long the handler may take.
   *
   * @return the limit
   */
  public Duration timeout() {
    return timeout;
  }

  /**
   * Checks arguments and calls the handler, in this thread and without a limit of time: what
   * {@link ToolLoop} does for each call, here for tests of a tool.
   *
   * @param arguments JSON as a model writes it
   * @return what the model would get, at least one block
   * @throws JsonMismatchException if the arguments are not what the schema says
   * @throws Exception whatever the handler throws
   */
  public List<ContentBlock> call(String arguments) throws Exception {
    return run(read(arguments));
  }

  Object read(String arguments) {
    return reader.apply(arguments);
  }

  List<ContentBlock> run(Object arguments) throws Exception {
    return ToolOutput.blocks(definition.name(), handler.handle(arguments));
  }

  @Override
  public String toString() {
    return "Tool[" + definition.name() + "]";
  }
}
