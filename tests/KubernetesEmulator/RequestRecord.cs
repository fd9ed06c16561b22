namespace KubernetesEmulator;

/// <summary>One request as the API server saw it, without the token it carried.</summary>
/// <param name="User">As in <c>system:serviceaccount:NAMESPACE:NAME</c>; empty when the token was none.</param>
/// <param name="Verb">As in RBAC: get, list, watch, create, update, patch, delete, deletecollection; of what is no resource, the method in lower case.</param>
/// <param name="Resource">As in <c>secrets</c>; empty for discovery and the like.</param>
/// <param name="Namespace">Null for all of them.</param>
/// <param name="Name">Also of a list or watch whose field selector names one.</param>
/// <param name="Status">0 while, or because, nothing was answered.</param>
/// <param name="HasEnded">Of a watch: whether its stream has ended, on either side.</param>
public sealed record RequestRecord(
    DateTimeOffset At,
    string User,
    string Verb,
    string ApiGroup,
    string Resource,
    string? Subresource,
    string? Namespace,
    string? Name,
    string Method,
    string PathAndQuery,
    string? ContentType,
    string? UserAgent,
    string Body,
    int Status,
    bool HasEnded)
{
    private static readonly string[] WriteVerbs = ["create", "update", "patch", "delete", "deletecollection"];

    public bool IsWrite => WriteVerbs.Contains(Verb);
}
