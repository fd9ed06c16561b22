using System.Buffers.Binary;
using System.Buffers.Text;

namespace GitHubEmulator.Rest.Documents;

/// <summary>The identifier GraphQL would know an object by.</summary>
internal static class NodeId
{
    public static string Of(string kind, long id)
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, id);

        return $"{kind}_{Base64Url.EncodeToString(bytes)}";
    }
}
