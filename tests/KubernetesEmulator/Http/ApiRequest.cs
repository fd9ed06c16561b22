using KubernetesEmulator.Access;
using Microsoft.AspNetCore.Http.Features;

namespace KubernetesEmulator.Http;

/// <summary>What is known of a request once it was read.</summary>
/// <param name="User">Null when its credential is none.</param>
/// <param name="Body">Null when it is larger than the server takes.</param>
internal sealed record ApiRequest(RequestInfo Info, User? User, ReadOnlyMemory<byte>? Body, RequestRecord Record)
{
    public static ApiRequest Of(HttpContext context) => context.Features.GetRequiredFeature<ApiRequest>();
}
