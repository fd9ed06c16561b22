using GitHubEmulator.Http;

namespace GitHubEmulator.Rest;

internal static class RestEndpoints
{
    public static void Map(WebApplication app, Catalog catalog, TokenLedger ledger, ServerClock clock)
    {
        var rest = app.MapGroup(Addresses.RestPath);
        var tokens = new TokenJudge(ledger, clock, new RateLimits(clock));

        new AppEndpoints(catalog, new AppJwtJudge(catalog, clock), ledger).Map(rest);
        new InstallationEndpoints(catalog, tokens).Map(rest);
        new RepositoryEndpoints(catalog, tokens).Map(rest);
        new UserEndpoints(catalog, tokens).Map(rest);
        new GeneralEndpoints(tokens).Map(rest);
    }

    public static TBuilder Is<TBuilder>(this TBuilder endpoint, Operation operation, string documentation)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new RequestKind(operation, $"{RequestKind.RestDocumentation}/{documentation}"));
}
