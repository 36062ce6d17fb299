/**
 * The embedded provider {@code baseline}: honest classical methods that any foundation model should
 * beat. They run in this JVM, need no account and no network, and give the same answer to the same
 * request every time. Use them as the floor of an evaluation, and to try the rest of the library.
 * They answer the prompt they are given; nothing is looked up anywhere else.
 *
 * <table>
 *   <caption>The models</caption>
 *   <tr><th>id</th><th>answers with</th><th>needs</th><th>option</th></tr>
 *   <tr><td>{@code baseline:majority}</td><td>the most frequent label of the examples; of equally
 *       frequent ones the first</td><td>examples</td><td></td></tr>
 *   <tr><td>{@code baseline:few-shot-knn}</td><td>the label that the most similar examples vote
 *       for, by cosine of tf-idf-weighted character n-grams</td><td>examples, input</td>
 *       <td>{@code k}, 1 to 1000, default 5</td></tr>
 *   <tr><td>{@code baseline:lead-3}</td><td>the first sentences</td><td>document</td>
 *       <td>{@code sentences}, 1 to 1000, default 3</td></tr>
 *   <tr><td>{@code baseline:textrank}</td><td>the most central sentences, in their order (Mihalcea
 *       and Tarau 2004); only the first 500 sentences take part, and of each the first 200
 *       words</td><td>document</td><td>{@code sentences}, 1 to 1000, default 3</td></tr>
 *   <tr><td>{@code baseline:extract-qa}</td><td>the sentence that BM25 scores highest for the
 *       question (Robertson and Zaragoza 2009, k1 = 1.2, b = 0.75)</td><td>question, context</td>
 *       <td></td></tr>
 *   <tr><td>{@code baseline:hashed-embedding}</td><td>vectors by signed feature hashing (Weinberger
 *       et al. 2009); opened with {@link io.fmops.model.Models#openEmbedding(String)}</td>
 *       <td>texts</td><td>{@code dimensions}, 1 to 65536, default 1024; a request's own
 *       dimensions go first</td></tr>
 * </table>
 *
 * <h2>How a prompt is read</h2>
 *
 * <p>Parts of the prompt stand between tags; all other text around them is taken for instructions
 * and passed over:
 *
 * <pre>{@code
 * <example label="positive">Lovely.</example>
 * <example><input>Awful.</input><output>negative</output></example>
 * <input>the text to classify</input>
 * <document>the text to summarise</document>
 * <context>the text that has the answer</context>
 * <question>the question</question>
 * }</pre>
 *
 * <ul>
 *   <li>Examples are taken from the system text and from all turns of the user's, in that order. A
 *       turn of the user's with the assistant's answer is an example, too: the answer is its label.
 *       The last turn of the user's is the task, never an example.
 *   <li>Input, question, document and context are taken from the last turn of the user's. Document
 *       and context may also stand in an earlier turn or in the system text; then a last turn
 *       without tags is the question. Either of the two names will do for the other, and a document
 *       will do as input.
 *   <li>Of several inputs or questions in one message the last one counts; several documents are
 *       joined by a blank line.
 *   <li>Without its tag, the last user message is the input, document or context: all of it that
 *       stands outside the tags it has.
 * </ul>
 *
 * <p>Tags are not XML: what stands between them is data as it is, and tags in it are data. Only a
 * label in a tag may use {@code &lt; &gt; &quot; &apos; &amp;}. A part ends at the last
 * {@code </name>} before the next {@code <name>} that comes after its first {@code </name>}, so
 * data that has its own closing tag stays whole. A tag without a partner is text, and so is one
 * longer than 512 characters. Hence do not name a tag in the instructions, as in "the text in
 * {@code <document>}".
 *
 * <p>If the prompt lacks a part that the model needs, or holds content that is not text, the call
 * ends in a {@link io.fmops.model.RejectedInputException} that says what is missing. Reasoning in
 * earlier turns is passed over, and so is the beginning of an answer that the last message gives.
 *
 * <h2>Limits</h2>
 *
 * <p>The limit of tokens and the stop sequences of a request hold; temperature and nucleus sampling
 * change nothing. A token is a word, or a single character of a script without spaces or of
 * punctuation. Time grows in step with the length of the prompt.
 */
@NullMarked
package io.fmops.eval.baseline;

import org.jspecify.annotations.NullMarked;
