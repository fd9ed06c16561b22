using System.Text.Json;
using System.Text.Json.Serialization;
using GitHubEmulator.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GitHubEmulator.Admin;

/// <summary>Sets the emulator up and asks what it saw; no part of GitHub.</summary>
internal static class AdminEndpoints
{
    private const string RootPath = "/_emulator";

    public static JsonSerializerOptions Json { get; } = Configure(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    public static bool Owns(HttpContext context) => context.Request.Path.StartsWithSegments(RootPath);

    public static void ConfigureJson(IServiceCollection services) =>
        services.ConfigureHttpJsonOptions(options => Configure(options.SerializerOptions));

    public static void Map(WebApplication app, GitHubServer server)
    {
        var admin = app.MapGroup(RootPath);

        admin.MapPost("/apps", (NewApp wanted) => Created(Describe(wanted.AddTo(server))));
        admin.MapPost("/installations", (NewInstallation wanted) => Created(Describe(wanted.AddTo(server))));
        admin.MapPost("/repositories", (NewRepository wanted) => Created(Describe(wanted.AddTo(server))));
        admin.MapPatch("/installations/{id:long}", (long id, InstallationChange change) => Done(() => change.ApplyTo(Find(server, id))));

        admin.MapPost("/faults", (NewFault fault) => Done(() => server.Faults.Add(fault.ToFault())));
        admin.MapDelete("/faults", () => Done(server.Faults.Clear));

        admin.MapPut("/clock-skew", (Seconds skew) => Done(() => server.ClockSkew = skew.ToTimeSpan()));
        admin.MapPut("/token-life", (Seconds life) => Done(() => server.TokenLife = life.ToTimeSpan()));
        admin.MapPut("/token-format", (NewTokenFormat wanted) => Done(() => server.TokenFormat = wanted.Format));
        admin.MapPut("/fresh-token-refusals", (NewFreshTokenRefusals wanted) => Done(() => wanted.ApplyTo(server)));

        admin.MapGet("/requests", () => server.Requests);
        admin.MapGet("/tokens", () => server.IssuedTokens.Select(TokenSummary.Of));
    }

    private static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.RespectRequiredConstructorParameters = true;
        options.RespectNullableAnnotations = true;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower));

        return options;
    }

    private static object Describe(GitHubApp app) => new { app.Id, app.ClientId, app.Slug };

    private static object Describe(Installation installation) => new { installation.Id, installation.Account };

    private static object Describe(Repository repository) => new { repository.Id, repository.FullName, repository.Path };

    private static JsonHttpResult<object> Created(object what) => TypedResults.Json(what, statusCode: StatusCodes.Status201Created);

    private static NoContent Done(Action change)
    {
        change();

        return TypedResults.NoContent();
    }

    private static Installation Find(GitHubServer server, long id) =>
        server.Catalog.InstallationById(id) ?? throw new Refusal(StatusCodes.Status404NotFound, $"There is no installation {id}.");
}
