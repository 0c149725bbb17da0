namespace EmuEdit.Networks;

/// <summary>
/// A small CLIP-like text encoder: token and position embeddings, pre-norm transformer layers, a final norm. Every token attends to every
/// other; the end token is the padding, as in CLIP.
/// </summary>
internal sealed class TextEncoderNetwork
{
    private const int HeadWidth = EditNetworkOptions.HeadWidth;
    private readonly Parameter _tokens, _positions;
    private readonly TransformerLayer[] _layers;
    private readonly LayerNorm _norm;

    public TextEncoderNetwork(ParameterScope scope, int vocabulary, int length, int width, int layers)
    {
        _tokens = scope.Normal("tokens", 0.5, vocabulary, width);
        _positions = scope.Normal("positions", 0.2, 1, length, width);
        _layers = [.. Enumerable.Range(0, layers).Select(i => new TransformerLayer(scope[$"layer{i}"], width, width / HeadWidth, 4))];
        _norm = new(scope["norm"], width);
    }

    /// <summary>Maps token ids [B, L] to states [B, L, D].</summary>
    public T Forward<T>(IOps<T> ops, T ids)
    {
        var x = ops.Add(ops.Gather(ops.Weight(_tokens), ids), ops.Weight(_positions));
        foreach (var layer in _layers)
            x = layer.Forward(ops, x);
        return ops.Float(_norm.Forward(ops, x));
    }
}
