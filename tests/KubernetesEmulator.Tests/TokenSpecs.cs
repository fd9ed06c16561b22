namespace KubernetesEmulator.Tests;

public sealed class TokenSpecs : ClusterFixture
{
    [Fact]
    public async Task A_rotated_token_is_refused_and_the_new_one_is_not()
    {
        var first = Cluster.AddServiceAccount("default", "sync");
        var second = Cluster.RotateToken("default", "sync");

        var refused = await SendAsync("GET", "/api/v1", token: first);

        Assert.NotEqual(first, second);
        Assert.Equal((401, "Unauthorized"), (refused.Code, refused.Reason));
        Assert.Equal(200, (await SendAsync("GET", "/api/v1", token: second)).Code);
    }

    [Fact]
    public async Task A_token_nobody_was_given_is_refused_and_none_at_all_is_anonymous()
    {
        Assert.Equal(401, (await SendAsync("GET", Secrets, token: "made-up")).Code);
        Assert.Equal(403, (await SendAsync("GET", Secrets, token: "")).Code);
        Assert.Equal(["", "system:anonymous"], Cluster.Requests.Select(request => request.User));
    }

    [Fact]
    public async Task A_service_account_is_an_object_too()
    {
        Cluster.AddServiceAccount("builds", "pipeline");

        var answer = await GetAsync("/api/v1/namespaces/builds/serviceaccounts/pipeline");

        Assert.Equal((200, "ServiceAccount"), (answer.Code, (string?)answer.Json["kind"]));
    }

    [Fact]
    public async Task The_tokens_of_one_that_is_deleted_are_refused()
    {
        var token = Cluster.AddServiceAccount("default", "sync");

        Cluster.ServiceAccounts.Delete("default", "sync");

        Assert.Equal(401, (await SendAsync("GET", "/api/v1", token: token)).Code);
    }
}
