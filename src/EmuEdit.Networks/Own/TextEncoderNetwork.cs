namespace EmuEdit.Networks;

/// <summary>
/// A small CLIP-like text encoder: token and position embeddings, pre-norm transformer layers, a
/// final norm. Every token attends to every other; the end token is the padding, as in CLIP.
/// </summary>
public sealed class TextEncoderNetwork
{
    private const int HeadWidth = EditNetworkOptions.HeadWidth;
    private readonly Parameter _tokens, _positions;
    private readonly TransformerLayer[] _layers;
    private readonly LayerNorm _norm;

    /// <param name="scope">Scope of its parameters.</param>
    /// <param name="vocabulary">Number of token ids.</param>
    /// <param name="length">Number of tokens L.</param>
    /// <param name="width">Width D, a multiple of 64.</param>
    /// <param name="layers">Number of layers.</param>
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
