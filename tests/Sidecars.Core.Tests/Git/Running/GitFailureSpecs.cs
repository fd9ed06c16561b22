using Sidecars.Cli;

namespace Sidecars.Git.Running;

public sealed class GitFailureSpecs
{
    [Theory]
    [InlineData("fatal: could not read Username for 'https://github.com': terminal prompts disabled", ExitCode.Refused, 401)]
    [InlineData("fatal: could not read Username for 'https://github.com': No such device or address", ExitCode.Refused, 401)]
    [InlineData("remote: Invalid username or token. Password authentication is not supported for Git operations.\nfatal: Authentication failed for 'https://github.com/acme/app.git/'", ExitCode.Refused, 401)]
    [InlineData("fatal: unable to access 'https://github.com/acme/app.git/': The requested URL returned error: 401", ExitCode.Refused, 401)]
    [InlineData("remote: Write access to repository not granted.\nfatal: unable to access 'https://github.com/acme/app.git/': The requested URL returned error: 403", ExitCode.Refused, 403)]
    [InlineData("remote: Repository not found.\nfatal: repository 'https://github.com/acme/app.git/' not found", ExitCode.Refused, 404)]
    [InlineData("fatal: repository 'https://github.com/acme/app.git/' not found", ExitCode.Refused, 404)]
    [InlineData("fatal: unable to access 'https://github.com/acme/app.git/': The requested URL returned error: 404", ExitCode.Refused, 404)]
    [InlineData("fatal: unable to access 'https://github.com/acme/app.git/': The requested URL returned error: 301", ExitCode.Refused, 301)]
    [InlineData("fatal: unable to access 'https://github.com/acme/app.git/': The requested URL returned error: 429", ExitCode.Unavailable, 429)]
    [InlineData("fatal: rate limited by 'https://github.com/acme/app.git/', please try again in 30 seconds", ExitCode.Unavailable, 429)]
    [InlineData("fatal: unable to access 'https://github.com/acme/app.git/': The requested URL returned error: 502", ExitCode.Unavailable, 503)]
    [InlineData("fatal: unable to access 'https://github.com/acme/app.git/': Could not resolve host: github.com", ExitCode.Unavailable, null)]
    [InlineData("fatal: unable to access 'https://github.com/acme/app.git/': Failed to connect to github.com port 443 after 0 ms: Couldn't connect to server", ExitCode.Unavailable, null)]
    [InlineData("fatal: unable to access 'https://github.com/acme/app.git/': SSL certificate problem: self-signed certificate", ExitCode.Unavailable, null)]
    [InlineData("fatal: unable to access 'https://github.com/acme/app.git/': Operation timed out after 300000 milliseconds", ExitCode.Unavailable, null)]
    [InlineData("error: RPC failed; curl 18 transfer closed with outstanding read data remaining\nfatal: early EOF\nfatal: fetch-pack: invalid index-pack output", ExitCode.Unavailable, null)]
    [InlineData("fatal: the remote end hung up unexpectedly\nfetch-pack: unexpected disconnect while reading sideband packet", ExitCode.Unavailable, null)]
    [InlineData("fatal: couldn't find remote ref refs/heads/gone", ExitCode.WrongCommit, null)]
    [InlineData("fatal: Remote branch gone not found in upstream origin", ExitCode.WrongCommit, null)]
    [InlineData("fatal: remote error: upload-pack: not our ref 0123456789012345678901234567890123456789", ExitCode.WrongCommit, null)]
    [InlineData("error: Server does not allow request for unadvertised object 0123456789012345678901234567890123456789", ExitCode.WrongCommit, null)]
    [InlineData("fatal: destination path 'app' already exists and is not an empty directory.", ExitCode.InTheWay, null)]
    [InlineData("fatal: write error: No space left on device\nfatal: early EOF", ExitCode.CannotWrite, null)]
    [InlineData("error: cannot create directory: Read-only file system", ExitCode.CannotWrite, null)]
    [InlineData("/workspace/app/.git: Permission denied", ExitCode.CannotWrite, null)]
    [InlineData("fatal: bad object refs/sidecars/0123456789012345678901234567890123456789\nerror: https://github.com/acme/app.git did not send all necessary objects", ExitCode.InTheWay, null)]
    [InlineData("fatal: unresolved deltas left after unpacking\nfatal: unpack-objects failed", ExitCode.InTheWay, null)]
    [InlineData("fatal: failed to unpack tree object HEAD", ExitCode.InTheWay, null)]
    [InlineData("fatal: unable to read tree 0123456789012345678901234567890123456789", ExitCode.InTheWay, null)]
    [InlineData("error: unable to read sha1 file of d/f (0123456789012345678901234567890123456789)\nerror: invalid object 100644 0123456789012345678901234567890123456789 for 'd/f'", ExitCode.InTheWay, null)]
    [InlineData("error: bad tree object HEAD", ExitCode.InTheWay, null)]
    [InlineData("fatal: Cannot switch branch to a non-commit '0123456789012345678901234567890123456789'", ExitCode.InTheWay, null)]
    [InlineData("fatal: reference is not a tree: 0123456789012345678901234567890123456789", ExitCode.InTheWay, null)]
    [InlineData("error: Could not parse object '0123456789012345678901234567890123456789'.", ExitCode.InTheWay, null)]
    [InlineData("fatal: pack has bad object at offset 12: inflate returned -5\nfatal: fetch-pack: invalid index-pack output", ExitCode.Unavailable, null)]
    [InlineData("fatal: something that nobody has seen before", ExitCode.Bug, null)]
    public void Each_of_gits_complaints_has_its_code(string stderr, ExitCode exitCode, int? status)
    {
        var failure = GitFailure.Of("fetch acme/app", stderr, tokenIsFresh: false);

        Assert.Equal(exitCode, failure.ExitCode);
        Assert.Equal(status, failure.Status);
        Assert.Equal(exitCode == ExitCode.Unavailable, failure.IsTransient);
        Assert.StartsWith("git could not fetch acme/app: ", failure.Message);
    }

    [Theory]
    [InlineData("error: failed to fetch some objects from 'https://github.com/acme/app.git/info/lfs'", ExitCode.Refused, 401)]
    [InlineData("batch response: Authentication required: Bad credentials", ExitCode.Refused, 401)]
    [InlineData("batch response: Git credentials for https://github.com/acme/app.git/info/lfs not found.", ExitCode.Refused, 401)]
    [InlineData("batch response: This repository is over its data quota.", ExitCode.Refused, 403)]
    [InlineData("batch response: Resource not accessible by integration", ExitCode.Refused, 403)]
    [InlineData("batch response: Repository or object not found: https://github.com/acme/app.git/info/lfs/objects/batch", ExitCode.Refused, 404)]
    [InlineData("[aaaa] Object does not exist on the server: [404] Object does not exist", ExitCode.Refused, null)]
    [InlineData("LFS: Authorization error: https://objects.example.com/a", ExitCode.Refused, 403)]
    [InlineData("batch response: Rate limit exceeded: https://github.com/acme/app.git/info/lfs/objects/batch", ExitCode.Unavailable, 429)]
    [InlineData("batch response: Fatal error: Server error &{%!!(string=https)}s(MISSING) from HTTP 502", ExitCode.Unavailable, 503)]
    [InlineData("batch response: Post \"https://github.com/acme/app.git/info/lfs/objects/batch\": dial tcp 192.0.2.1:443: connect: connection refused", ExitCode.Unavailable, null)]
    [InlineData("batch response: Post \"https://github.com/acme/app.git/info/lfs/objects/batch\": dial tcp: lookup github.com: no such host", ExitCode.Unavailable, null)]
    [InlineData("cannot write data to temporary file \"/workspace/.git/lfs/incomplete/a\": LFS: unexpected EOF", ExitCode.Unavailable, null)]
    [InlineData("expected OID aaaa, got bbbb after 4000000 bytes written", ExitCode.Unavailable, null)]
    public void Each_of_git_lfss_complaints_has_its_code(string stderr, ExitCode exitCode, int? status)
    {
        const string end = "error: failed to fetch some objects from 'https://github.com/acme/app.git/info/lfs'";

        var failure = GitFailure.Of("fetch the large files of acme/app", $"{stderr}\n{end}", tokenIsFresh: false);

        Assert.Equal((exitCode, status), (failure.ExitCode, failure.Status));
    }

    [Theory]
    [InlineData("LFS: Authorization error: https://objects.example.com/a?expires=1&signature=c0ffee")]
    [InlineData("Server error &{%!!(string=https) %!!(string=/a) %!!(string=expires=1&signature=c0ffee)}s(MISSING) from HTTP 503")]
    public void A_link_that_opens_a_large_file_is_not_told(string stderr)
    {
        Assert.DoesNotContain("c0ffee", GitFailure.Of("fetch", stderr, tokenIsFresh: false).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fatal: could not read Username for 'https://github.com': terminal prompts disabled")]
    [InlineData("fatal: unable to access 'https://github.com/acme/app.git/': The requested URL returned error: 403")]
    [InlineData("remote: Repository not found.")]
    public void A_refusal_may_pass_while_the_token_is_fresh(string stderr)
    {
        Assert.True(GitFailure.Of("fetch", stderr, tokenIsFresh: true).IsTransient);
        Assert.False(GitFailure.Of("fetch", stderr, tokenIsFresh: false).IsTransient);
    }

    [Theory]
    [InlineData("fatal: couldn't find remote ref refs/heads/gone")]
    [InlineData("fatal: unable to access 'https://github.com/acme/app.git/': The requested URL returned error: 301")]
    [InlineData("error: No space left on device")]
    public void What_a_token_has_nothing_to_do_with_does_not_pass_with_its_freshness(string stderr)
    {
        Assert.False(GitFailure.Of("fetch", stderr, tokenIsFresh: true).IsTransient);
    }

    [Fact]
    public void A_dead_token_is_called_one_although_git_asks_for_a_user()
    {
        Assert.Contains("GitHub rejected the token (401)", GitFailure.Of("fetch", "fatal: could not read Username for 'https://github.com'", tokenIsFresh: false).Message);
    }

    [Fact]
    public void What_git_says_is_told_on_one_line_without_tokens()
    {
        var failure = GitFailure.Of("fetch", $"fatal: unable to access 'https://x:ghs_{new string('a', 36)}@github.com/':\nThe requested URL returned error: 500", tokenIsFresh: false);

        Assert.DoesNotContain(failure.Message, char.IsControl);
        Assert.DoesNotContain("ghs_", failure.Message);
    }
}
