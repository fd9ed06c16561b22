using GitHubEmulator.Http;

namespace GitHubEmulator.Git;

/// <summary>Git's smart HTTP protocol.</summary>
internal sealed class GitEndpoints(Catalog catalog, GitAccess access, GitHttpBackend backend)
{
    private const string UploadPack = "git-upload-pack";
    private const string ReceivePack = "git-receive-pack";

    public static void Map(WebApplication app, Catalog catalog, TokenLedger ledger, ServerClock clock, GitHttpBackend backend)
    {
        var endpoints = new GitEndpoints(catalog, new GitAccess(catalog, ledger, clock), backend);

        app.MapGet("/{owner}/{name}/info/refs", endpoints.InfoRefs)
            .WithMetadata(new RequestKind(Operation.GitInfoRefs, ""));
        app.MapPost($"/{{owner}}/{{name}}/{UploadPack}", (HttpContext context, string owner, string name) => endpoints.Pack(context, owner, name, UploadPack))
            .WithMetadata(new RequestKind(Operation.GitUploadPack, ""));
        app.MapPost($"/{{owner}}/{{name}}/{ReceivePack}", (HttpContext context, string owner, string name) => endpoints.Pack(context, owner, name, ReceivePack))
            .WithMetadata(new RequestKind(Operation.GitReceivePack, ""));
    }

    public static string WithoutSuffix(string name) => name.EndsWith(".git", StringComparison.Ordinal) ? name[..^4] : name;

    private Task InfoRefs(HttpContext context, string owner, string name)
    {
        var service = context.Request.Query["service"].ToString();

        if (service is not (UploadPack or ReceivePack))
        {
            throw new Refusal(StatusCodes.Status403Forbidden, Messages.GitDumbHttp);
        }

        var repository = access.Admit(context, owner, WithoutSuffix(name), service == ReceivePack);

        if (catalog.RepositoryByName(owner, WithoutSuffix(name)) != repository)
        {
            throw new Refusal(StatusCodes.Status301MovedPermanently, Messages.Moved)
            {
                Location = new Uri($"{Addresses.Of(context.Request).Web}/{repository.FullName}.git/info/refs{context.Request.QueryString}"),
            };
        }

        return backend.ServeAsync(context, repository, "info/refs");
    }

    private Task Pack(HttpContext context, string owner, string name, string service) =>
        backend.ServeAsync(context, access.Admit(context, owner, WithoutSuffix(name), service == ReceivePack), service);
}
