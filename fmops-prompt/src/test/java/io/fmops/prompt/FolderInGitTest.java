package io.fmops.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.Status;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderInGitTest {

  private static final Change CHANGE = new Change(
      "由紀 <yuki@example.com>", Instant.parse("2026-02-03T04:05:06Z"), "言い回しを直した\n\n詳しく。");

  @TempDir
  private Path work;

  private Git git;
  private FolderPromptStore store;

  @BeforeEach
  void open() throws Exception {
    git = Git.init().setDirectory(work.toFile()).call();
    StoredConfig config = git.getRepository().getConfig();
    config.setString("user", null, "name", "Machine");
    config.setString("user", null, "email", "machine@example.com");
    config.setBoolean("commit", null, "gpgsign", false);
    config.save();
    store = FolderPromptStore.inGit(work.resolve("prompts"));
  }

  @AfterEach
  void close() {
    store.close();
    git.close();
  }

  private List<RevCommit> commits() throws Exception {
    List<RevCommit> commits = new ArrayList<>();
    git.log().call().forEach(commits::add);
    return commits;
  }

  private List<String> files(RevCommit commit) throws Exception {
    List<String> files = new ArrayList<>();
    try (TreeWalk walk = new TreeWalk(git.getRepository())) {
      walk.addTree(commit.getTree());
      walk.setRecursive(true);
      while (walk.next()) {
        files.add(walk.getPathString());
      }
    }
    return files;
  }

  @Test
  void eachChangeIsACommitOfWhoeverMadeIt() throws Exception {
    store.add("挨拶/朝", "one", CHANGE);
    store.add("挨拶/朝", "two", Change.by("ken", "shorter"));
    store.moveLabel(new LabelMove(
        "挨拶/朝", "production", OptionalInt.empty(), OptionalInt.of(2), Change.by("ken", "good")));
    List<RevCommit> commits = commits();
    assertThat(commits)
        .extracting(RevCommit::getFullMessage)
        .containsExactly(
            "good\n\nPrompt: 挨拶/朝@2 production\n",
            "shorter\n\nPrompt: 挨拶/朝@2\n",
            "言い回しを直した\n\n詳しく。\n\nPrompt: 挨拶/朝@1\n");
    RevCommit first = commits.get(2);
    assertThat(first.getAuthorIdent().getName()).isEqualTo("由紀");
    assertThat(first.getAuthorIdent().getEmailAddress()).isEqualTo("yuki@example.com");
    assertThat(first.getAuthorIdent().getWhenAsInstant()).isEqualTo(CHANGE.when());
    assertThat(first.getCommitterIdent().getName()).isEqualTo("Machine");
    assertThat(commits.get(0).getAuthorIdent().getName()).isEqualTo("ken");
    assertThat(files(commits.get(0)))
        .containsExactly(
            "prompts/.fmops/.gitattributes",
            "prompts/.fmops/.gitignore",
            "prompts/.fmops/format",
            "prompts/.fmops/prompts/挨拶/朝@/1.prompt.md",
            "prompts/.fmops/prompts/挨拶/朝@/2.prompt.md",
            "prompts/.fmops/prompts/挨拶/朝@/log.jsonl",
            "prompts/挨拶/朝.prompt.md");
    assertThat(git.status().call().isClean()).isTrue();
  }

  @Test
  void whatIsThereAlreadyMakesNoCommit() throws Exception {
    store.add("greeting", "one", CHANGE);
    store.add("greeting", "one", CHANGE);
    store.addUse(new PromptUse("greeting", 1, "chain", "c", Instant.EPOCH));
    assertThat(commits()).hasSize(1);
    store.add("greeting", "two", CHANGE);
    assertThat(files(commits().get(0))).contains("prompts/.fmops/prompts/greeting@/uses.jsonl");
    assertThat(git.status().call().isClean()).isTrue();
  }

  @Test
  void whatPeopleHaveStagedOrEditedStaysAsItIs() throws Exception {
    store.add("greeting", "one", CHANGE);
    Files.writeString(work.resolve("staged.txt"), "staged");
    Files.writeString(work.resolve("untracked.txt"), "untracked");
    git.add().addFilepattern("staged.txt").call();
    Files.writeString(work.resolve("prompts/greeting.prompt.md"), "a person's draft");
    store.add("greeting", "two", CHANGE);
    store.add("a0", "sorted before", CHANGE);
    Status status = git.status().call();
    assertThat(status.getAdded()).containsExactly("staged.txt");
    assertThat(status.getUntracked()).containsExactly("untracked.txt");
    assertThat(status.getModified()).containsExactly("prompts/greeting.prompt.md");
    assertThat(status.getChanged()).isEmpty();
    assertThat(files(commits().get(0))).doesNotContain("staged.txt");
  }

  @Test
  void aVersionIsCommittedEvenIfTheFileForPeopleCannotBeWritten() throws Exception {
    store.add("greeting", "one", CHANGE);
    Files.write(work.resolve("prompts/greeting.prompt.md"), new byte[] {(byte) 0xFC});
    store.add("greeting", "two", CHANGE);
    assertThat(commits()).hasSize(2);
    assertThat(files(commits().get(0))).contains("prompts/.fmops/prompts/greeting@/2.prompt.md");
    assertThat(git.status().call().getModified()).containsExactly("prompts/greeting.prompt.md");
  }

  @Test
  void treesAreAsGitSortsThem() throws Exception {
    // A folder sorts as if its name ended with a slash: a-b before a/ before a.b... by bytes.
    for (String name : List.of("a", "a/x", "a-b", "a.b", "a0", "あ/い", "あ", "𠮷", "ｱ")) {
      store.add(name, "text", CHANGE);
    }
    assertThat(git.status().call().isClean()).isTrue();
    git.checkout().setName("other").setCreateBranch(true).call();
    git.reset().setMode(org.eclipse.jgit.api.ResetCommand.ResetType.HARD).call();
    assertThat(store.names()).hasSize(9);
    assertThat(store.newest("a/x").orElseThrow().text()).isEqualTo("text");
  }

  @Test
  void aCommitThatCannotBeMadeNowIsMadeWithTheNextChange() throws Exception {
    store.add("greeting", "one", CHANGE);
    Path lock = work.resolve(".git/index.lock");
    Files.writeString(lock, "");
    assertThat(store.add("greeting", "two", CHANGE).isNew()).isTrue();
    assertThat(commits()).hasSize(1);
    Files.delete(lock);
    store.add("other", "three", CHANGE);
    assertThat(commits()).hasSize(2);
    assertThat(git.status().call().isClean()).isTrue();
  }

  @Test
  void whatAKilledProcessLeftUncommittedIsCommittedWithTheNextChange() throws Exception {
    store.add("greeting", "one", CHANGE);
    try (FolderPromptStore killed = FolderPromptStore.in(work.resolve("prompts"))) {
      killed.add("greeting", "two", CHANGE); // all of it but the commit
      killed.add("greeting", "three", CHANGE);
    }
    store.moveLabel(
        new LabelMove("greeting", "production", OptionalInt.empty(), OptionalInt.of(2), CHANGE));
    assertThat(files(commits().get(0)))
        .contains(
            "prompts/.fmops/prompts/greeting@/2.prompt.md",
            "prompts/.fmops/prompts/greeting@/3.prompt.md");
    store.add("greeting", "four", CHANGE);
    assertThat(git.status().call().isClean()).isTrue();
    git.checkout().setName("other").setCreateBranch(true).call();
    git.reset().setMode(org.eclipse.jgit.api.ResetCommand.ResetType.HARD).call();
    assertThat(store.labelled("greeting", "production").orElseThrow().text()).isEqualTo("two");
  }

  @Test
  void whatAKilledProcessLeftIsCommittedEvenIfTheNextCommitIsLate() throws Exception {
    store.add("greeting", "one", CHANGE);
    try (FolderPromptStore killed = FolderPromptStore.in(work.resolve("prompts"))) {
      killed.add("greeting", "two", CHANGE);
    }
    Path lock = work.resolve(".git/index.lock");
    Files.writeString(lock, "");
    store.add("greeting", "three", CHANGE);
    Files.delete(lock);
    store.add("other", "one", CHANGE);
    assertThat(files(commits().get(0))).contains("prompts/.fmops/prompts/greeting@/2.prompt.md");
    assertThat(git.status().call().isClean()).isTrue();
  }

  @Test
  void noCommitIsMadeInTheMiddleOfAMerge() throws Exception {
    store.add("greeting", "one", CHANGE);
    Files.writeString(work.resolve(".git/MERGE_HEAD"), commits().get(0).name() + "\n");
    store.add("greeting", "two", CHANGE);
    assertThat(commits()).hasSize(1);
    assertThat(store.versions("greeting")).hasSize(2);
  }

  @Test
  void anOlderBranchIsAnOlderCatalog() throws Exception {
    store.add("greeting", "one", CHANGE);
    String first = commits().get(0).name();
    store.add("greeting", "two", CHANGE);
    store.add("other", "one", CHANGE);
    store.addUse(new PromptUse("other", 1, "chain", "keeps the folder there", Instant.EPOCH));
    assertThat(store.names()).hasSize(2);
    git.checkout().setName("old").setCreateBranch(true).setStartPoint(first).call();
    assertThat(store.versions("greeting")).hasSize(1);
    assertThat(store.names()).containsExactly("greeting");
    assertThat(store.add("greeting", "another two", CHANGE).info().number()).isEqualTo(2);
    assertThat(commits()).hasSize(2);
    git.checkout().setName("master").call();
    assertThat(store.newest("greeting").orElseThrow().text()).isEqualTo("two");
  }

  @Test
  void manyThreadsLoseNoCommit() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        int thread = i;
        all.add(threads.submit(() -> {
          for (int j = 0; j < 5; j++) {
            store.add("p" + (thread + j) % 3, "text " + thread + " " + j, CHANGE);
          }
        }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(commits()).hasSize(20);
    assertThat(git.status().call().isClean()).isTrue();
  }

  @Test
  void aFolderOutsideOfGitIsRefused(@TempDir Path elsewhere) {
    assertThatThrownBy(() -> FolderPromptStore.inGit(elsewhere))
        .isInstanceOf(PromptStoreException.class)
        .hasMessageContaining("git init");
  }
}
