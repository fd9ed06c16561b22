using System.Text.Json.Nodes;
using GitHubEmulator.Http;
using GitHubEmulator.Rest.Documents;

namespace GitHubEmulator.Rest;

/// <summary>What an app may ask in its own name.</summary>
internal sealed class AppEndpoints(Catalog catalog, AppJwtJudge judge, TokenLedger ledger)
{
    public void Map(IEndpointRouteBuilder rest)
    {
        rest.MapGet("/app", App)
            .Is(Operation.App, "apps/apps#get-the-authenticated-app");
        rest.MapGet("/app/installations", Installations)
            .Is(Operation.InstallationLookup, "apps/apps#list-installations-for-the-authenticated-app");
        rest.MapGet("/app/installations/{id:long}", InstallationById)
            .Is(Operation.InstallationLookup, "apps/apps#get-an-installation-for-the-authenticated-app");
        rest.MapGet("/repos/{owner}/{name}/installation", InstallationOnRepository)
            .Is(Operation.InstallationLookup, "apps/apps#get-a-repository-installation-for-the-authenticated-app");
        rest.MapGet("/repositories/{id:long}/installation", InstallationOnRepositoryById)
            .Is(Operation.InstallationLookup, "apps/apps#get-a-repository-installation-for-the-authenticated-app");
        rest.MapGet("/orgs/{account}/installation", InstallationOnAccount)
            .Is(Operation.InstallationLookup, "apps/apps#get-an-organization-installation-for-the-authenticated-app");
        rest.MapGet("/users/{account}/installation", InstallationOnAccount)
            .Is(Operation.InstallationLookup, "apps/apps#get-a-user-installation-for-the-authenticated-app");
        rest.MapPost("/app/installations/{id:long}/access_tokens", MintAsync)
            .Is(Operation.Mint, "apps/apps#create-an-installation-access-token-for-an-app");
    }

    private Task App(HttpContext context)
    {
        var app = judge.Judge(context.Request);

        return context.WriteJsonAsync(StatusCodes.Status200OK, AppDocument.Of(app, catalog.InstallationsOf(app), Addresses.Of(context.Request)));
    }

    private Task Installations(HttpContext context)
    {
        var app = judge.Judge(context.Request);
        var page = Page.Of(context, catalog.InstallationsOf(app));
        var documents = page.Select(installation => (JsonNode)InstallationDocument.Of(installation, Addresses.Of(context.Request)));

        return context.WriteJsonAsync(StatusCodes.Status200OK, new JsonArray([.. documents]));
    }

    private Task InstallationById(HttpContext context, long id)
    {
        var app = judge.Judge(context.Request);
        var installation = catalog.InstallationById(id);

        return AnswerAsync(context, installation?.App == app ? installation : null);
    }

    private Task InstallationOnRepository(HttpContext context, string owner, string name)
    {
        var app = judge.Judge(context.Request);
        Redirects.IfRenamed(context, catalog, owner, name, "/installation");

        return AnswerAsync(context, InstallationOn(catalog.RepositoryByName(owner, name), app));
    }

    private Task InstallationOnRepositoryById(HttpContext context, long id)
    {
        var app = judge.Judge(context.Request);

        return AnswerAsync(context, InstallationOn(catalog.RepositoryById(id), app));
    }

    private Task InstallationOnAccount(HttpContext context, string account)
    {
        var app = judge.Judge(context.Request);

        return AnswerAsync(context, catalog.InstallationOn(app, account));
    }

    private Installation? InstallationOn(Repository? repository, GitHubApp app) =>
        repository is not null && catalog.InstallationOn(app, repository.Owner) is { } installation && installation.Reaches(repository)
            ? installation
            : null;

    private static Task AnswerAsync(HttpContext context, Installation? installation) => installation is null
        ? throw new Refusal(StatusCodes.Status404NotFound, Messages.NotFound)
        : context.WriteJsonAsync(StatusCodes.Status200OK, InstallationDocument.Of(installation, Addresses.Of(context.Request)));

    private async Task MintAsync(HttpContext context, long id)
    {
        var app = judge.Judge(context.Request);
        var installation = catalog.InstallationById(id);

        if (installation?.App != app)
        {
            throw new Refusal(StatusCodes.Status404NotFound, Messages.NotFound);
        }

        if (installation.Suspended)
        {
            throw new Refusal(StatusCodes.Status403Forbidden, Messages.Suspended);
        }

        var request = await MintRequest.ReadAsync(context.Request, context.RequestAborted);
        var alteration = context.Features.Get<MintAlteration>() ?? MintAlteration.None;
        var repositories = alteration.Repositories(Grants.Repositories(request, installation, catalog));
        var permissions = alteration.Permissions(Grants.Permissions(request, installation));
        var token = ledger.Issue(installation, repositories, permissions);

        await context.WriteJsonAsync(StatusCodes.Status201Created, TokenDocument.Of(token, context.Request));
    }
}
