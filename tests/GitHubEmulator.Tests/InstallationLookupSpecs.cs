using GitHubEmulator.Tests.Support;

namespace GitHubEmulator.Tests;

public sealed class InstallationLookupSpecs : GitHubFixture
{
    [Fact]
    public async Task An_installation_is_found_by_repository_organization_user_and_id()
    {
        foreach (var path in new[]
        {
            "/repos/octo-org/alpha/installation",
            "/orgs/octo-org/installation",
            "/users/Octo-Org/installation",
            $"/app/installations/{Installation.Id}",
            $"/repositories/{Alpha.Id}/installation",
        })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, GitHub.ApiUrl + path);
            request.Headers.Add("Authorization", "Bearer " + Jwt());
            request.Headers.Add("User-Agent", "specs");

            Assert.Equal(Installation.Id, (await SendAsync(request)).Json.GetProperty("id").GetInt64());
        }
    }

    [Theory]
    [InlineData("/repos/octo-org/gamma/installation")]
    [InlineData("/repos/somebody/alpha/installation")]
    [InlineData("/orgs/somebody/installation")]
    [InlineData("/users/somebody/installation")]
    [InlineData("/app/installations/1")]
    public async Task Elsewhere_there_is_none(string path)
    {
        var answer = await GetAsAppAsync(path);

        Assert.Equal((404, "Not Found"), (answer.Status, answer.Message));
    }

    [Fact]
    public async Task A_repository_that_was_not_selected_has_none()
    {
        Installation.Repositories = ["beta"];

        Assert.Equal(404, (await GetAsAppAsync("/repos/octo-org/alpha/installation")).Status);
        Assert.Equal("selected", (await GetAsAppAsync("/repos/octo-org/beta/installation")).Json.GetProperty("repository_selection").GetString());
    }

    [Fact]
    public async Task A_suspended_installation_is_found_and_says_since_when()
    {
        Installation.Suspended = true;

        var answer = await GetAsAppAsync("/orgs/octo-org/installation");

        Assert.Equal("2026-11-20T12:00:00Z", answer.Json.GetProperty("suspended_at").GetString());
    }

    [Fact]
    public async Task An_app_lists_its_own_installations()
    {
        GitHub.AddInstallation(App, "second-org", new Dictionary<string, string> { ["issues"] = "read" });
        GitHub.AddInstallation(GitHub.AddApp("other-app", Key.PublicPem), "octo-org");

        var answer = await GetAsAppAsync("/app/installations");

        Assert.Equal(["octo-org", "second-org"], answer.Json.EnumerateArray().Select(one => one.GetProperty("account").GetProperty("login").GetString()));
        Assert.Equal(2, (await GetAsAppAsync("/app")).Json.GetProperty("installations_count").GetInt32());
    }

    [Fact]
    public async Task A_renamed_repository_is_found_where_the_old_name_points()
    {
        GitHub.Rename("octo-org", "alpha", "omega");

        var old = await GetAsAppAsync("/repos/octo-org/alpha/installation");

        Assert.Equal((301, "Moved Permanently"), (old.Status, old.Message));
        Assert.Equal($"{GitHub.ApiUrl}/repositories/{Alpha.Id}/installation", old.Headers.Location?.AbsoluteUri);
        Assert.Equal(200, (await GetAsAppAsync("/repos/octo-org/omega/installation")).Status);
    }

    [Fact]
    public async Task A_renamed_repository_stays_selected()
    {
        Installation.Repositories = ["alpha"];

        GitHub.Rename("octo-org", "alpha", "omega");

        Assert.Equal(200, (await GetAsAppAsync("/repos/octo-org/omega/installation")).Status);
    }

    [Fact]
    public async Task A_renamed_repository_redirects_its_readers()
    {
        var token = await MintAsync("""{"repositories":["alpha"]}""");
        GitHub.Rename("octo-org", "alpha", "omega");

        var old = await GetAsync("/repos/octo-org/alpha", token);

        Assert.Equal($"{GitHub.ApiUrl}/repositories/{Alpha.Id}", old.Headers.Location?.AbsoluteUri);
        Assert.Equal(["octo-org/omega"], token.Repositories);
    }
}
