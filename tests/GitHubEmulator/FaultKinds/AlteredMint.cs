using GitHubEmulator.Rest;

namespace GitHubEmulator.FaultKinds;

/// <summary>A token that is not the one asked for.</summary>
internal sealed class AlteredMint(MintAlteration alteration) : FaultKind
{
    internal override Task ApplyAsync(HttpContext context, RequestDelegate next)
    {
        context.Features.Set(alteration);

        return next(context);
    }
}
