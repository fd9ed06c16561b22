using GitHubEmulator;
using Sidecars.Apps.Support;

namespace Sidecars.Apps;

/// <summary>What git-clone makes of GitHub's answers, of its credential, and of settings that make no sense.</summary>
public sealed class CloneAnswerSpecs
{
    [Fact]
    public async Task A_mounted_basic_auth_secret_wins_over_the_token()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var secret = Directory.CreateDirectory(Path.Combine(pod.Root, "basic-auth")).FullName;
        File.WriteAllText(Path.Combine(secret, "username"), "x-access-token\n");
        File.WriteAllText(Path.Combine(secret, "password"), pod.Token + "\n");
        File.Delete(Path.Combine(pod.Output, "..data"));

        var run = await pod.GitCloneAsync("--git-credentials-dir", secret, "--dest", pod.Workspace);

        Assert.True(run.ExitCode == 0, run.Error);
    }

    [Fact]
    public async Task A_404_right_after_the_mint_is_tried_again()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        pod.Fault(Operation.GitInfoRefs, FaultKind.Answer(404, "Repository not found."));

        var run = await pod.GitCloneAsync("--dest", pod.Workspace);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains(run.Messages, message => message.StartsWith("Trying again in", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_in_trouble_is_tried_again()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        pod.Fault(Operation.GitInfoRefs, FaultKind.HtmlError(503));
        pod.Fault(Operation.GitUploadPack, FaultKind.Reset());

        var run = await pod.GitCloneAsync("--dest", pod.Workspace);

        Assert.True(run.ExitCode == 0, run.Error);
    }

    [Fact]
    public async Task A_repository_that_the_token_does_not_open_is_reported_once_the_token_is_old_enough()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        pod.AgeToken();

        var run = await pod.GitCloneAsync("--repos", "acme/missing", "--dest", pod.Workspace);

        Assert.True(run.ExitCode == 5, run.Error);
        Assert.Contains("Repository not found", run.LastMessage, StringComparison.Ordinal);
        Assert.Contains("the token has no access to it", run.LastMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dead_token_is_called_that_although_git_only_misses_a_user_name()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        pod.GitHub.Revoke(pod.Token);
        pod.AgeToken();

        var run = await pod.GitCloneAsync("--dest", pod.Workspace);

        Assert.True(run.ExitCode == 5, run.Error);
        Assert.Contains("GitHub rejected the token (401)", run.LastMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_is_not_followed_with_the_credential()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        await using var elsewhere = await GitHubServer.StartAsync();
        pod.AgeToken();
        pod.Fault(Operation.GitInfoRefs, FaultKind.RedirectTo(new Uri(elsewhere.ServerUrl, "acme/web.git/info/refs?service=git-upload-pack")), int.MaxValue);

        var run = await pod.GitCloneAsync("--dest", pod.Workspace);

        Assert.True(run.ExitCode == 5, run.Error);
        Assert.Empty(elsewhere.Requests);
    }

    public static TheoryData<string[], int, string> Mistakes => new()
    {
        { ["--repo", "acme/web", "--ref", "no-such-branch"], 9, "has no branch or tag no-such-branch: check the ref" },
        { ["--repo", "acme/web", "--commit", "0123456789012345678901234567890123456789"], 9, "no such commit" },
        { ["--repo", "acme/web", "--commit", "0123456789012345678901234567890123456789", "--ref", "no-such-branch"], 9, "has no branch or tag no-such-branch: check the ref" },
        { ["--repo", "acme/web", "--commit", "0123456"], 3, "not a full commit SHA" },
        { ["--repo", "acme/web", "--ref", "--upload-pack=touch /tmp/x"], 3, "not a branch or tag that git allows" },
        { ["--repo", "ext::sh -c touch% /tmp/x"], 3, "names no repository" },
        { ["--repo", "file:///etc"], 3, "is not an https URL" },
        { ["--repo", "--upload-pack=x/y"], 3, "names no repository" },
        { ["--repos", "acme/web=same acme/api=same"], 3, "two repositories would go to" },
        { ["--repos", "*"], 3, "list them" },
        { ["--repos", "acme/web", "--ref", "main"], 3, "write owner/repo@ref" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task A_mistake_is_one_sentence_and_a_code(string[] arguments, int exitCode, string sentence)
    {
        await using var pod = await Pod.StartWithTokenAsync();
        pod.AgeToken();

        var run = await pod.GitCloneAsync([.. arguments, "--dest", $"{pod.Workspace}/x"]);

        Assert.True(run.ExitCode == exitCode, run.Error);
        Assert.Contains(sentence, run.LastMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_any_credential_it_says_where_one_was_expected()
    {
        await using var pod = await Pod.StartAsync();

        var run = await pod.GitCloneAsync("--dest", pod.Workspace);

        Assert.Equal(3, run.ExitCode);
        Assert.Contains($"There is no credential at {pod.Output}/token", run.LastMessage, StringComparison.Ordinal);
    }
}
