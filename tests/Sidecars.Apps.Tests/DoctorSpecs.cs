using System.Runtime.InteropServices;
using GitHubEmulator;
using Sidecars.Apps.Support;

namespace Sidecars.Apps;

/// <summary>Faults planted between the Secret and git, each found and its fix named; and what the doctor leaves alone.</summary>
public sealed class DoctorSpecs
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    [Fact]
    public async Task All_is_well_and_each_link_of_the_chain_has_a_line()
    {
        await using var pod = await StartAsync();

        var doctor = await Consultation.OfAsync(pod, "--file-mode", "0640");

        Assert.All(doctor.Rows, row => Assert.Equal("ok", row.Verdict));
        Assert.Equal(0, doctor.Run.ExitCode);
        Assert.Equal(
            ["urls", "repositories", "access", "settings", "credentials", "app-id", "installation-id", "private-key", "api", "server", "clock", "app", "installation acme", "permissions acme", "token acme", "repository acme/web", "git acme/web", "revocation acme", "output", "readers", "state"],
            doctor.Rows.Select(row => row.Text.Split("  ")[0]));
        Assert.Contains(TestKey.Shared.Fingerprint, doctor["private-key"].Text, StringComparison.Ordinal);
        Assert.Contains("workspace-bot, ID 4711", doctor["app"].Text, StringComparison.Ordinal);
        Assert.EndsWith("21 ok\n", doctor.Run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_token_can_only_read_is_for_the_listed_repositories_and_is_revoked()
    {
        await using var pod = await StartAsync();

        await Consultation.OfAsync(pod, "--access", "write");

        var token = Assert.Single(pod.GitHub.IssuedTokens);
        Assert.Equal(["acme/web"], token.Repositories);
        Assert.All(token.Permissions, permission => Assert.Equal("read", permission.Value));
        Assert.True(token.IsRevoked);
    }

    [Fact]
    public async Task Mint_and_revocation_have_their_audit_lines()
    {
        await using var pod = await StartAsync();

        var doctor = await Consultation.OfAsync(pod, "--log-level", "none");

        Assert.Collection(
            doctor.Run.Messages,
            line => Assert.StartsWith("Audit: minted for acme, asked doctor: acme/web (contents: read), granted acme/web (contents: read, metadata: read)", line, StringComparison.Ordinal),
            line => Assert.StartsWith("Audit: revoked for acme", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_published_and_remembered_stays_as_it_is()
    {
        await using var pod = await StartAsync();
        Assert.Equal(0, (await pod.GenerateInitialTokenAsync()).ExitCode);
        var before = Snapshot(pod);

        var doctor = await Consultation.OfAsync(pod);

        Assert.Empty(doctor.Failures);
        Assert.Equal(before, Snapshot(pod));
        Assert.False(pod.GitHub.IssuedTokens[0].IsRevoked);
        Assert.True(pod.GitHub.IssuedTokens[1].IsRevoked);
    }

    [Fact]
    public async Task The_mint_limit_of_the_running_program_is_not_used_up()
    {
        await using var pod = await StartAsync();
        for (var visit = 0; visit < 4; visit++)
        {
            Assert.Empty((await Consultation.OfAsync(pod)).Failures);
        }

        var run = await pod.GenerateInitialTokenAsync();

        Assert.Equal(0, run.ExitCode);
        Assert.DoesNotContain(run.Messages, message => message.Contains("mint limit", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_key_that_is_missing()
    {
        await using var pod = await StartAsync();
        File.Delete(Path.Combine(pod.Credentials, "private-key"));

        var doctor = await Consultation.OfAsync(pod);

        doctor.AssertFails("private-key", 3, $"there is no file {pod.Credentials}/private-key", "Mount the Secret there");
        Assert.Equal("skipped", doctor["app"].Verdict);
        Assert.Contains("needs app-id and private-key", doctor["app"].Text, StringComparison.Ordinal);
        Assert.Equal("ok", doctor["api"].Verdict);
        Assert.Equal("ok", doctor["output"].Verdict);
    }

    [Fact]
    public async Task A_key_that_is_damaged()
    {
        await using var pod = await StartAsync();
        pod.Secret("private-key", TestKey.Shared.Pem.Remove(200, 40));

        (await Consultation.OfAsync(pod)).AssertFails("private-key", 4, "it is damaged", "Download a new one from the App's settings page");
    }

    [Fact]
    public async Task A_key_that_this_user_cannot_read()
    {
        await using var pod = await StartAsync();
        File.SetUnixFileMode(Path.Combine(pod.Credentials, "private-key"), OwnerOnly);
        using var command = Command.Start("setpriv", ["--reuid=65532", "--regid=65532", "--clear-groups", Published.TokenRefresher, "doctor"], pod.Environment);

        (await Consultation.OfAsync(pod, command)).AssertFails("private-key", 3, "private-key cannot be read (Permission denied)", "defaultMode, fsGroup");
    }

    [Fact]
    public async Task A_key_of_another_App()
    {
        await using var pod = await StartAsync();
        pod.Secret("private-key", TestKey.Other.Pem);

        (await Consultation.OfAsync(pod)).AssertFails("app", 4, "401 \"A JSON web token could not be decoded\"", $"Compare {TestKey.Other.Fingerprint} with the keys on the App's settings page");
    }

    [Fact]
    public async Task A_next_key_that_GitHub_does_not_take_yet()
    {
        await using var pod = await StartAsync();
        pod.Secret("private-key-next", TestKey.Other.Pem);

        var doctor = await Consultation.OfAsync(pod);

        Assert.Contains(TestKey.Other.Fingerprint, doctor["private-key-next"].Text, StringComparison.Ordinal);
        doctor.AssertWarns("app", $"does not take the key {TestKey.Other.Fingerprint}", "add it to the App");
    }

    [Fact]
    public async Task An_App_that_this_GitHub_does_not_have()
    {
        await using var pod = await StartAsync();
        pod.Secret("app-id", "4712");

        (await Consultation.OfAsync(pod)).AssertFails("app", 3, "404 \"Integration not found\"", "check app-id and api-url");
    }

    [Fact]
    public async Task An_App_ID_that_is_none()
    {
        await using var pod = await StartAsync();
        pod.Secret("app-id", "my-app");

        (await Consultation.OfAsync(pod)).AssertFails("app-id", 3, "neither an App ID (a number) nor a client ID", "that the App's settings page shows");
    }

    [Fact]
    public async Task An_installation_that_is_not_there()
    {
        await using var pod = await StartAsync();
        pod.Secret("installation-id", "99");

        (await Consultation.OfAsync(pod)).AssertFails("installation-id", 5, "the App has no installation 99", "Leave it out");
    }

    [Fact]
    public async Task An_installation_of_another_owner()
    {
        await using var pod = await StartAsync();
        pod.Secret("installation-id", pod.AddOwner("umbrella", "lab").Id.ToString());

        var doctor = await Consultation.OfAsync(pod);

        doctor.AssertFails("installation acme", 5, "is not on acme", "Leave --installation-id out");
        Assert.DoesNotContain("umbrella", doctor.Run.Output + doctor.Run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_owner_without_an_installation_does_not_hold_the_others_back()
    {
        await using var pod = await StartAsync();
        pod.Environment["WORKSPACE_REPOS"] = "elsewhere/web acme/web";

        var doctor = await Consultation.OfAsync(pod);

        doctor.AssertFails("installation elsewhere", 5, "the App is not installed on elsewhere", "Install the App on elsewhere");
        Assert.Equal("skipped", doctor["git elsewhere/web"].Verdict);
        Assert.Equal("ok", doctor["git acme/web"].Verdict);
    }

    [Fact]
    public async Task Several_owners_each_have_a_token_and_each_is_revoked()
    {
        await using var pod = await StartAsync();
        pod.AddOwner("umbrella", "lab");
        pod.Environment["WORKSPACE_REPOS"] = "acme/web umbrella/lab";

        var doctor = await Consultation.OfAsync(pod);

        Assert.Empty(doctor.Failures);
        Assert.Equal("ok", doctor["git umbrella/lab"].Verdict);
        Assert.Equal(2, pod.GitHub.IssuedTokens.Count);
        Assert.All(pod.GitHub.IssuedTokens, token => Assert.True(token.IsRevoked));
    }

    [Fact]
    public async Task An_installation_that_is_suspended()
    {
        await using var pod = await StartAsync();
        pod.Installation.Suspended = true;

        (await Consultation.OfAsync(pod)).AssertFails("installation acme", 5, "is suspended since 20", "Ask the owner to lift that");
    }

    [Fact]
    public async Task A_permission_that_is_not_granted()
    {
        await using var pod = await StartAsync();

        var doctor = await Consultation.OfAsync(pod, "--permissions", "contents=read,issues=write");

        doctor.AssertFails("permissions acme", 5, "missing issues: write", "Grant issues: write on the App's settings page");
        Assert.Equal("ok", doctor["git acme/web"].Verdict);
    }

    [Fact]
    public async Task A_permission_that_will_be_needed_later()
    {
        await using var pod = await StartAsync();
        pod.Installation.Permissions = new Dictionary<string, string> { ["contents"] = "read" };

        (await Consultation.OfAsync(pod, "--max-access", "write")).AssertWarns("permissions acme", "missing then contents: write", "Grant contents: write");
    }

    [Fact]
    public async Task A_repository_that_is_misspelt_does_not_hide_the_others()
    {
        await using var pod = await StartAsync();
        pod.Environment["WORKSPACE_REPOS"] = "acme/wbe acme/web";

        var doctor = await Consultation.OfAsync(pod);

        doctor.AssertFails("repository acme/wbe", 5, "the App cannot see it", "Add it to the installation on acme");
        Assert.Equal("skipped", doctor["git acme/wbe"].Verdict);
        Assert.Equal("ok", doctor["git acme/web"].Verdict);
    }

    [Fact]
    public async Task A_repository_that_was_renamed_is_told_with_its_new_name()
    {
        await using var pod = await StartAsync();
        pod.GitHub.Rename("acme", "web", "site");

        var doctor = await Consultation.OfAsync(pod);

        // GitHub mints for no former name: that one is in the way.
        doctor.AssertFails("repository acme/web", 5, "was renamed to acme/site", "Write acme/site in --repos");
        Assert.Equal("ok", doctor["git acme/web"].Verdict);
        Assert.True(Assert.Single(pod.GitHub.IssuedTokens).IsRevoked);
    }

    [Theory]
    [InlineData(-3600, 3600, "ahead of")]
    [InlineData(3600, 3600, "behind")]
    [InlineData(-90, 90, "ahead of")]
    [InlineData(120, 120, "behind")]
    public async Task A_clock_that_is_wrong(int skew, int seconds, string direction)
    {
        await using var pod = await StartAsync();
        pod.GitHub.ClockSkew = TimeSpan.FromSeconds(skew);

        var doctor = await Consultation.OfAsync(pod);

        doctor.AssertFails("clock", 6, $"seconds {direction} GitHub's", "Set this machine's clock right (NTP)");
        Assert.InRange(int.Parse(doctor["clock"].Text.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]), seconds - 2, seconds + 2);
        Assert.Equal("ok", doctor["git acme/web"].Verdict);
    }

    [Fact]
    public async Task A_clock_that_is_a_little_off()
    {
        await using var pod = await StartAsync();
        pod.GitHub.ClockSkew = TimeSpan.FromSeconds(20);

        (await Consultation.OfAsync(pod)).AssertWarns("clock", "behind GitHub's", "(NTP)");
    }

    [Fact]
    public async Task A_port_on_which_nobody_listens()
    {
        await using var pod = await StartAsync();
        pod.Environment["GITHUB_API_URL"] = "http://127.0.0.1:1/api/v3";

        var doctor = await Consultation.OfAsync(pod);

        doctor.AssertFails("api", 6, "127.0.0.1:1 cannot be reached, without a proxy: Connection refused", "firewall let this pod reach 127.0.0.1:1");
        Assert.Equal("ok", doctor["server"].Verdict);
        Assert.Equal("skipped", doctor["installation acme"].Verdict);
    }

    [Fact]
    public async Task A_proxy_that_is_dead()
    {
        await using var pod = await StartAsync();
        pod.Environment["HTTP_PROXY"] = "http://user:swordfish@127.0.0.1:1";
        pod.Environment["GITHUB_API_URL"] = "http://api.github.localhost";
        pod.Environment["GITHUB_SERVER_URL"] = "http://github.localhost";

        var doctor = await Consultation.OfAsync(pod);

        doctor.AssertFails("api", 6, "through the proxy http://127.0.0.1:1", "Start the proxy 127.0.0.1:1");
        Assert.Equal("FAIL", doctor["server"].Verdict);
        Assert.DoesNotContain("swordfish", doctor.Run.Output + doctor.Run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proxy_that_works_is_named_for_both_ways()
    {
        await using var pod = await StartAsync();
        pod.Environment["HTTP_PROXY"] = pod.GitHub.ServerUrl.AbsoluteUri;
        pod.Environment["GITHUB_API_URL"] = "http://api.github.localhost";
        pod.Environment["GITHUB_SERVER_URL"] = "http://github.localhost";

        var doctor = await Consultation.OfAsync(pod);

        Assert.Empty(doctor.Failures);
        var proxy = $"through the proxy {pod.GitHub.ServerUrl.AbsoluteUri.TrimEnd('/')}";
        Assert.Contains(proxy, doctor["api"].Text, StringComparison.Ordinal);
        Assert.Contains(proxy, doctor["server"].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_of_an_authority_that_nobody_named()
    {
        using var authority = new Authority();
        using var other = new Authority();
        await using var pod = await StartAsync(new() { Certificate = authority.ServerCertificate });
        pod.Environment["GITHUB_CA_FILE"] = Path.Combine(pod.Root, "ca.pem");
        File.WriteAllText(pod.Environment["GITHUB_CA_FILE"], other.Pem);

        (await Consultation.OfAsync(pod)).AssertFails("api", 6, "certificate", "Name the authority that signed the certificate of 127.0.0.1 with --ca-file");

        File.WriteAllText(pod.Environment["GITHUB_CA_FILE"], authority.Pem);
        var doctor = await Consultation.OfAsync(pod);
        Assert.Empty(doctor.Failures);
        Assert.Contains($"TLS by the system's authorities and {pod.Root}/ca.pem", doctor["api"].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_authorities_that_is_missing()
    {
        await using var pod = await StartAsync();

        (await Consultation.OfAsync(pod, "--ca-file", "/nowhere/ca.pem")).AssertFails("route", 3, "/nowhere/ca.pem cannot be read", "Correct --ca-file");
    }

    [Fact]
    public async Task An_IP_allow_list()
    {
        await using var pod = await StartAsync();
        pod.Fault(Operation.Mint, FaultKind.IpAllowList("acme"), int.MaxValue);

        (await Consultation.OfAsync(pod)).AssertFails("token acme", 5, "IP allow list", "add its egress address");
    }

    [Fact]
    public async Task A_rate_limit()
    {
        await using var pod = await StartAsync();
        pod.Fault(Operation.App, FaultKind.PrimaryLimit(TimeSpan.FromMinutes(20)), int.MaxValue);

        (await Consultation.OfAsync(pod)).AssertFails("app", 6, "403 \"API rate limit exceeded", "Wait 120");
    }

    [Fact]
    public async Task An_output_directory_that_is_missing()
    {
        await using var pod = await StartAsync();
        Directory.Delete(pod.Output);

        var doctor = await Consultation.OfAsync(pod);

        doctor.AssertFails("output", 7, $"there is no directory {pod.Output}", "Mount an emptyDir with medium: Memory there");
        Assert.False(Directory.Exists(pod.Output));
    }

    [Fact]
    public async Task An_output_directory_that_a_start_would_make_below_the_mount()
    {
        await using var pod = await StartAsync();
        var mount = $"mount -t tmpfs tmpfs {pod.Output} && \"$0\" \"$@\" && ls -A {pod.Output}";
        using var command = Command.Start("unshare", ["--mount", "sh", "-c", mount, Published.TokenRefresher, "doctor", "--output-dir", $"{pod.Output}/files", "--file-mode", "0640"], pod.Environment);

        var doctor = await Consultation.OfAsync(pod, command);

        Assert.Equal("ok", doctor["output"].Verdict);
        Assert.Contains("directory 0750", doctor["readers"].Text, StringComparison.Ordinal);
        Assert.DoesNotContain("files\n", doctor.Run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_whose_links_only_we_may_follow()
    {
        await using var pod = await StartAsync();
        File.SetUnixFileMode(pod.Output, (UnixFileMode)0b1_111_111_111);
        Assert.Equal("ok", (await Consultation.OfAsync(pod, "--file-mode", "0644"))["readers"].Verdict);

        // Linux asks whether the directory is the link's owner's.
        Assert.Equal(0, Native.Chown(pod.Output, 1234, 1234));
        (await Consultation.OfAsync(pod, "--file-mode", "0640")).AssertWarns("readers", "(1777), where Linux lets no other user follow our links (fs.protected_symlinks)", "an --output-dir below the mount");
    }

    [Fact]
    public async Task An_output_directory_that_is_mounted_read_only()
    {
        await using var pod = await StartAsync();
        var mount = $"mount --bind {pod.Output} {pod.Output} && mount -o remount,ro,bind {pod.Output} && exec \"$0\" \"$@\"";
        using var command = Command.Start("unshare", ["--mount", "sh", "-c", mount, Published.TokenRefresher, "doctor"], pod.Environment);

        (await Consultation.OfAsync(pod, command)).AssertFails("output", 7, "cannot be written by user 0: Read-only file system", "Mount it without readOnly");
    }

    [Fact]
    public async Task An_output_directory_without_room()
    {
        await using var pod = await StartAsync();
        var mount = $"mount -t tmpfs -o size=64k tmpfs {pod.Output} && exec \"$0\" \"$@\"";
        using var command = Command.Start("unshare", ["--mount", "sh", "-c", mount, Published.TokenRefresher, "doctor"], pod.Environment);

        (await Consultation.OfAsync(pod, command)).AssertFails("output", 7, "has room for 64 KiB only", "sizeLimit");
    }

    [Fact]
    public async Task An_output_directory_on_a_disk()
    {
        await using var pod = await StartAsync();
        var disk = Directory.CreateTempSubdirectory("sidecars-disk-").FullName;
        try
        {
            (await Consultation.OfAsync(pod, "--output-dir", disk, "--file-mode", "0600")).AssertWarns("output", "is on a disk", "medium: Memory");
        }
        finally
        {
            Directory.Delete(disk, recursive: true);
        }
    }

    [Fact]
    public async Task Files_that_nobody_else_can_read()
    {
        await using var pod = await StartAsync();

        (await Consultation.OfAsync(pod, "--file-mode", "0600")).AssertWarns("readers", "only user 0 can read the published files: The files' mode is 0600", "--file-mode 0640 and the pod's fsGroup");
    }

    [Fact]
    public async Task Files_that_the_volumes_group_can_read()
    {
        await using var pod = await StartAsync();
        Assert.Equal(0, Native.Chown(pod.Output, 0, MainContainer.Group));
        File.SetUnixFileMode(pod.Output, OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.SetGroup);

        var doctor = await Consultation.OfAsync(pod, "--file-mode", "0640");

        Assert.Contains($"user 0 and group {MainContainer.Group}", doctor["readers"].Text, StringComparison.Ordinal);
        Assert.Contains("directory 2750", doctor["readers"].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_state_directory_that_others_may_enter()
    {
        await using var pod = await StartAsync();
        File.SetUnixFileMode(pod.State, OwnerOnly | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);

        (await Consultation.OfAsync(pod)).AssertWarns("state", "others may enter it: its mode is 0705", "mode 0700");
    }

    [Fact]
    public async Task No_state_directory()
    {
        await using var pod = await StartAsync();
        pod.Environment.Remove("GITHUB_STATE_DIR");

        (await Consultation.OfAsync(pod)).AssertWarns("state", "each restart mints a new token", "Mount a tmpfs there");
    }

    [Fact]
    public async Task A_state_directory_that_is_named_and_missing()
    {
        await using var pod = await StartAsync();
        Directory.Delete(pod.State);

        (await Consultation.OfAsync(pod)).AssertFails("state", 3, $"there is no directory {pod.State}", "Mount a tmpfs there");
    }

    [Fact]
    public async Task A_state_directory_that_is_the_output_directory()
    {
        await using var pod = await StartAsync();

        (await Consultation.OfAsync(pod, "--state-dir", pod.Output)).AssertFails("state", 3, "is the output directory", "Mount another tmpfs");
    }

    [Fact]
    public async Task Git_that_is_refused_although_the_API_answers()
    {
        await using var pod = await StartAsync();
        pod.Fault(Operation.GitInfoRefs, FaultKind.Answer(403, "Forbidden by a firewall"), int.MaxValue);

        (await Consultation.OfAsync(pod)).AssertFails("git acme/web", 5, "403 \"Forbidden by a firewall\"", "Check what the App may do");
    }

    [Fact]
    public async Task Settings_that_make_no_sense_do_not_hide_the_rest()
    {
        await using var pod = await StartAsync();
        pod.Environment["WORKSPACE_REPOS"] = "not-a-repository";

        var doctor = await Consultation.OfAsync(pod, "--access", "everything", "--file-mode", "rw");

        doctor.AssertFails("repositories", 3, "names no repository", "Correct --repos");
        Assert.Equal(["repositories", "access", "readers"], doctor.Failures.Select(row => row.Text.Split("  ")[0]));
        Assert.Equal("ok", doctor["app"].Verdict);
    }

    [Fact]
    public async Task What_GitHub_says_reaches_the_terminal_without_control_characters()
    {
        await using var pod = await StartAsync();
        pod.Fault(Operation.App, FaultKind.Answer(403, "\e]0;gotcha\a\e[2Jclean\r\nok  app  all is well\u202Ehidden"), int.MaxValue);

        // That there are none is checked for every consultation.
        var doctor = await Consultation.OfAsync(pod);

        Assert.Contains("]0;gotcha", doctor["app"].Text, StringComparison.Ordinal);
        Assert.DoesNotContain('\u202E', doctor.Run.Output);
        Assert.Equal("FAIL", doctor["app"].Verdict);
    }

    [Fact]
    public async Task The_name_of_an_App_reaches_the_terminal_without_control_characters()
    {
        await using var pod = await StartAsync();
        pod.GitHub.AddInstallation(pod.GitHub.AddApp("bot\e]0;gotcha\a\nok  api  fine\u202E", TestKey.Other.PublicPem, id: 4712), "acme");
        pod.Secret("app-id", "4712");
        pod.Secret("private-key", TestKey.Other.Pem);

        var doctor = await Consultation.OfAsync(pod);

        Assert.Contains("bot ]0;gotcha  ok  api  fine", doctor["app"].Text, StringComparison.Ordinal);
        Assert.DoesNotContain('\u202E', doctor.Run.Output);
    }

    [Fact]
    public async Task Other_repositories_of_the_installation_are_not_told()
    {
        await using var pod = await StartAsync();
        pod.GitHub.AddRepository("acme", "merger-plans");

        var listed = await Consultation.OfAsync(pod, "--log-level", "trace");
        pod.Secret("installation-id", pod.Installation.Id.ToString());
        pod.Environment["WORKSPACE_REPOS"] = "*";
        var all = await Consultation.OfAsync(pod, "--log-level", "trace");

        Assert.Empty(listed.Failures);
        Assert.Empty(all.Failures);
        Assert.DoesNotContain("merger-plans", listed.Run.Output + listed.Run.Error + all.Run.Output + all.Run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_doctor_who_is_sent_away_still_revokes_the_token()
    {
        await using var pod = await StartAsync();
        pod.Fault(Operation.RateLimit, FaultKind.Late(TimeSpan.Zero));
        pod.Fault(Operation.RateLimit, FaultKind.Hang());
        using var doctor = Command.Start(Published.TokenRefresher, ["doctor"], pod.Environment);
        await pod.GitHub.WaitForRequestAsync(request => request.Operation == Operation.Mint).WaitAsync(TimeSpan.FromSeconds(30));
        await doctor.SaysAsync("Audit: minted");

        doctor.Signal(PosixSignal.SIGTERM);
        var run = await pod.EndAsync(doctor);

        Assert.Equal(143, run.ExitCode);
        Assert.True(Assert.Single(pod.GitHub.IssuedTokens).IsRevoked);
        Assert.Contains("revocation acme", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_doctor_who_is_sent_away_while_GitHub_mints_waits_for_the_token_to_revoke_it()
    {
        await using var pod = await StartAsync();
        pod.Fault(Operation.Mint, FaultKind.Late(TimeSpan.FromSeconds(2)));
        using var doctor = Command.Start(Published.TokenRefresher, ["doctor"], pod.Environment);
        await pod.GitHub.WaitForRequestAsync(request => request.Operation == Operation.Mint).WaitAsync(TimeSpan.FromSeconds(30));

        doctor.Signal(PosixSignal.SIGTERM);
        var run = await pod.EndAsync(doctor);

        Assert.Equal(143, run.ExitCode);
        Assert.True(Assert.Single(pod.GitHub.IssuedTokens).IsRevoked);
    }

    [Fact]
    public async Task A_token_that_can_do_more_than_was_asked()
    {
        await using var pod = await StartAsync();
        pod.GitHub.AddRepository("acme", "merger-plans");
        pod.Fault(Operation.Mint, FaultKind.AllRepositories());

        var doctor = await Consultation.OfAsync(pod);

        doctor.AssertFails("token acme", 5, "granted more than was asked", "Report this to GitHub's support");
        Assert.DoesNotContain("merger-plans", doctor.Run.Output, StringComparison.Ordinal);
        Assert.True(Assert.Single(pod.GitHub.IssuedTokens).IsRevoked);
    }

    [Fact]
    public async Task A_state_directory_that_cannot_be_written_costs_a_mint_and_no_more()
    {
        await using var pod = await StartAsync();
        var mount = $"mount --bind {pod.State} {pod.State} && mount -o remount,ro,bind {pod.State} && exec \"$0\" \"$@\"";
        using var command = Command.Start("unshare", ["--mount", "sh", "-c", mount, Published.TokenRefresher, "doctor"], pod.Environment);

        (await Consultation.OfAsync(pod, command)).AssertWarns("state", "cannot be written by user 0", "Mount it without readOnly");
    }

    [Fact]
    public async Task An_interval_that_makes_no_sense()
    {
        await using var pod = await StartAsync();

        (await Consultation.OfAsync(pod, "--interval-minutes", "90")).AssertFails("settings", 3, "'90' is not a number of minutes", "Correct what the finding names");
    }

    [Fact]
    public async Task A_GitHub_Enterprise_Server_without_rate_limits_is_well()
    {
        await using var pod = await StartAsync();
        pod.Fault(Operation.RateLimit, FaultKind.Answer(404, "Rate limiting is not enabled."), int.MaxValue);

        Assert.Empty((await Consultation.OfAsync(pod)).Failures);
    }

    [Fact]
    public async Task A_fresh_token_that_GitHub_does_not_know_yet_is_waited_for()
    {
        await using var pod = await StartAsync();
        pod.GitHub.RefuseFreshTokens(api: 1, git: 1);

        Assert.Empty((await Consultation.OfAsync(pod)).Failures);
        Assert.Single(pod.GitHub.IssuedTokens);
    }

    /// <summary>A pod in which nothing is wrong.</summary>
    private static async Task<Pod> StartAsync(GitHubServerOptions? options = null)
    {
        var pod = await Pod.StartAsync(options);
        pod.KeepState();
        File.SetUnixFileMode(pod.State, OwnerOnly);
        File.SetUnixFileMode(pod.Root, OwnerOnly | UnixFileMode.OtherRead | UnixFileMode.OtherExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute);
        pod.Environment["GITHUB_FILE_MODE"] = "0640";
        return pod;
    }

    /// <summary>Every name in both directories with what is behind it and when that was written.</summary>
    private static List<string> Snapshot(Pod pod)
        => [.. new[] { pod.Output, pod.State }.SelectMany(directory => new DirectoryInfo(directory).EnumerateFileSystemInfos("*", SearchOption.AllDirectories))
            .Select(entry => $"{entry.FullName} {entry.LinkTarget} {entry.LastWriteTimeUtc.Ticks} {entry.UnixFileMode} {(entry is FileInfo { LinkTarget: null } file ? File.ReadAllText(file.FullName) : "")}")
            .Order(StringComparer.Ordinal)];
}
