using GitHubEmulator.Http;

namespace GitHubEmulator.Rest;

/// <summary>Decides which installation token a request to the API came with.</summary>
internal sealed class TokenJudge(TokenLedger ledger, ServerClock clock, RateLimits limits)
{
    /// <returns>Null for a request without a credential; one with a bad credential is refused.</returns>
    public IssuedToken? Admit(HttpContext context) => Admit(context, limits.Count);

    public IssuedToken Require(HttpContext context) =>
        Admit(context) ?? throw new Refusal(StatusCodes.Status401Unauthorized, Messages.RequiresAuthentication);

    /// <summary>For the one question that is free: how many are left.</summary>
    public RateLimit CurrentLimit(HttpContext context) => limits.Current(Admit(context, limits.Current)?.InstallationId);

    private IssuedToken? Admit(HttpContext context, Func<long?, RateLimit> limitOf)
    {
        var credential = Credential.Of(context.Request);
        var token = credential.Kind == CredentialKind.None ? null : Judge(credential);

        limitOf(token?.InstallationId).WriteTo(context.Response.Headers);

        return token;
    }

    private IssuedToken Judge(Credential credential)
    {
        var token = ledger.Find(credential.Secret);

        if (token?.IsAlive(clock.Now) is not true)
        {
            throw new Refusal(StatusCodes.Status401Unauthorized, Messages.BadCredentials);
        }

        if (token.TakeApiRefusal())
        {
            throw new Refusal(token.Refusals.ApiStatus, Messages.OfFreshToken(token.Refusals.ApiStatus));
        }

        if (token.Installation.Suspended)
        {
            throw new Refusal(StatusCodes.Status403Forbidden, Messages.Suspended);
        }

        return token;
    }
}
